"""PDF: its text layer, its layout, what it says of itself, and scans."""
