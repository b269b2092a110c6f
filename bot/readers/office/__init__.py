"""What word processors, slide shows and book makers save."""
