"""Several laptops become one register: who belongs, what each holds and can prove, bundles, and their roads."""
