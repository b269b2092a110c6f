"""What `doctor` looks at, a file each; every one gives findings, with what to do about them."""
