"""Files that people read as they are: plain text, Markdown, subtitles."""
