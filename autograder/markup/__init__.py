"""What strangers wrote, as text, Markdown, HTML or pictures that do nothing but show."""
