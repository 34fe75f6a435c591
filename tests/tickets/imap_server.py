"""A small real IMAP server over TLS: one user, one folder, the commands that reading a mailbox takes."""

import asyncio
import re
import ssl
import subprocess
import threading

PASSWORD = "rahasia sekali"


def make_certificate(folder):
    """A certificate for localhost, and its key."""
    certificate, key = folder / "cert.pem", folder / "key.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-days", "2", "-keyout", str(key), "-out", str(certificate), *subject]
    subprocess.run(command, check=True, capture_output=True, timeout=30)
    return certificate, key


class ImapServer:
    """Mails by unique id, which of them were read, and all that was commanded; `refuse` names a command to refuse."""

    def __init__(self, folder):
        self.certificate, self._key = make_certificate(folder)
        self.mails = {}
        self.seen = set()
        self.commands = []
        self.refuse = ""
        self.silent = False
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def __enter__(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self._key)
        self._thread.start()
        serving = asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=context)
        self._server = asyncio.run_coroutine_threadsafe(serving, self._loop).result(10)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_):
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _stop(self):
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader, writer):
        try:
            writer.write(b"* OK siap\r\n")
            while line := await reader.readline():
                tag, _, rest = line.decode("latin-1").strip().partition(" ")
                self.commands.append(rest)
                if self.silent:
                    await asyncio.sleep(60)
                if self.refuse and self.refuse in rest:
                    writer.write(f"{tag} NO tidak boleh\r\n".encode())
                else:
                    self._answer(tag, rest, writer)
                await writer.drain()
        except (ConnectionError, ssl.SSLError):
            pass
        finally:
            writer.close()

    def _answer(self, tag, command, writer):
        name = command.split()[0].upper()
        if name == "CAPABILITY":
            writer.write(b"* CAPABILITY IMAP4rev1\r\n")
        elif name == "LOGIN" and PASSWORD not in command:
            writer.write(f"{tag} NO salah\r\n".encode())
            return
        elif name == "SELECT":
            writer.write(f"* {len(self.mails)} EXISTS\r\n* FLAGS (\\Seen)\r\n".encode())
        elif command.upper().startswith("UID SEARCH"):
            unread = [str(uid) for uid in self.mails if uid not in self.seen]
            writer.write(f"* SEARCH {' '.join(unread)}\r\n".encode())
        elif command.upper().startswith("UID FETCH"):
            self._fetch(int(command.split()[2]), command, writer)
        elif command.upper().startswith("UID STORE"):
            self.seen.add(int(command.split()[2]))
        elif name == "LOGOUT":
            writer.write(b"* BYE\r\n")
        writer.write(f"{tag} OK selesai\r\n".encode())

    def _fetch(self, uid, command, writer):
        mail = self.mails[uid]
        if "RFC822.SIZE" in command:
            writer.write(f"* 1 FETCH (UID {uid} RFC822.SIZE {len(mail)})\r\n".encode())
        elif re.search(r"BODY\.PEEK\[\]", command):
            writer.write(f"* 1 FETCH (UID {uid} BODY[] {{{len(mail)}}}\r\n".encode() + mail + b")\r\n")
