"""Meeting the bot: welcome, help, language, small talk, starting over."""
