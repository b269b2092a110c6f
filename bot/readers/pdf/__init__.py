"""Pages: PDF, its text layer, its layout, what it says of itself; scans and pictures."""
