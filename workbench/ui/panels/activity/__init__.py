"""Where the window shows what goes on."""
