"""The Sync room: who belongs, what each lacks, sticks and folders written and read, joining and taking out."""
