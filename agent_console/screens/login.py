"""The login screen: a name, a password, and one clear sentence when it does not work."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.containers import Center, Middle, Vertical
from textual.screen import Screen
from textual.widgets import Input, Static

from agent_console.catalogue import Texts

Login = Callable[[str, str], Awaitable[str]]
"""Tries a login and password; returns the sentence that says what is wrong, empty when all is well."""


class LoginScreen(Screen[None]):
    """Drawn before anything is loaded. An unattended password is tried once, on its own."""

    def __init__(self, texts: Texts, login: Login, *, name: str = "", password: str = "") -> None:
        super().__init__()
        self._texts, self._login, self._name, self._password = texts, login, name, password

    def compose(self) -> ComposeResult:
        """The name of the house and two fields."""
        with Middle(), Center(), Vertical(id="login-box"):
            yield Static(Text(self._texts("login.title")), id="login-title")
            yield Static(Text(self._texts("login.house")), id="login-house")
            yield Static(self._texts("login.name"), classes="login-label")
            yield Input(self._name, id="login-name", compact=True)
            yield Static(self._texts("login.password"), classes="login-label")
            yield Input(self._password, password=True, id="login-password", compact=True)
            yield Static("", id="login-problem", markup=False)
            yield Static(self._texts("login.hint"), id="login-hint", markup=False)

    def on_mount(self) -> None:
        """Ask for what is still missing."""
        self.query_one("#login-password" if self._name else "#login-name").focus()
        if self._name and self._password:
            self._try()

    @on(Input.Submitted, "#login-name")
    def _name_given(self) -> None:
        self.query_one("#login-password").focus()

    @on(Input.Submitted, "#login-password")
    def _password_given(self) -> None:
        self._try()

    @work(exclusive=True, group="login", exit_on_error=False)
    async def _try(self) -> None:
        name, password = self.query_one("#login-name", Input), self.query_one("#login-password", Input)
        self._say(self._texts("login.checking"), wrong=False)
        problem = await self._login(name.value.strip(), password.value)
        if problem:
            self._say(problem, wrong=True)
            password.clear()
            (password if name.value.strip() else name).focus()

    def _say(self, sentence: str, *, wrong: bool) -> None:
        line = self.query_one("#login-problem", Static)
        line.set_class(wrong, "wrong")
        line.update(sentence)
