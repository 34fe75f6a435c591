"""The screens of the console: login, operator, help and the small dialogs."""
