"""The situation report on paper: its pages as a PDF file and as pictures, and the dialog that makes it."""
