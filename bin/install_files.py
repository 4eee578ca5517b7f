"""
What bin/install.py writes on a server, word for word: the unit, the web server's file, the settings, the command.

Plain functions from a `Plan` to text, so that a test reads exactly what a server gets. Standard library only.
"""

USER = "unionhall"
PROGRAM = "/opt/unionhall"
"""The program and its Python environment: `app` and `venv`. Belongs to root; the server cannot change its own code."""
DATA = "/var/lib/unionhall"
SETTINGS = "/etc/unionhall/unionhall.env"
UNIT = "/etc/systemd/system/unionhall.service"
BACKUP_UNIT = "/etc/systemd/system/unionhall-backup.service"
BACKUP_TIMER = "/etc/systemd/system/unionhall-backup.timer"
CADDYFILE = "/etc/caddy/Caddyfile"
CADDY_ASIDE = "/etc/caddy/unionhall.caddy"
"""Where our lines for Caddy go on a server whose Caddyfile already serves something else."""
COMMAND = "/usr/local/bin/unionhall"
MARK = "# Written by Unionhall's bin/install.py; the same command writes it anew."

CLOSED = """\
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
PrivateUsers=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
ProcSubset=pid
CapabilityBoundingSet=
AmbientCapabilities=
LockPersonality=yes
RemoveIPC=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
SystemCallErrorNumber=EPERM
"""
"""What a service of ours may not do: everything that it needs not."""

UNIT_TEXT = """\
{mark}
[Unit]
Description=Unionhall
Documentation=file:{program}/app/docs/running.md
After=network.target postgresql.service

[Service]
User={user}
Group={user}
EnvironmentFile={settings}
WorkingDirectory={data}
ExecStart={program}/venv/bin/unionhall run --no-link
Restart=on-failure
RestartSec=2
TimeoutStartSec=15min
TimeoutStopSec=30
StateDirectory=unionhall
StateDirectoryMode=0700
UMask=0077
LimitCORE=0

{closed}{network}
[Install]
WantedBy=multi-user.target
"""

BACKUP_TEXT = """\
{mark}
[Unit]
Description=The day's backup of Unionhall
Documentation=file:{program}/app/docs/running.md

[Service]
Type=oneshot
User={user}
Group={user}
EnvironmentFile={settings}
WorkingDirectory={data}
ExecStart={program}/venv/bin/unionhall backup --daily
StateDirectory=unionhall
StateDirectoryMode=0700
UMask=0077
LimitCORE=0
Nice=10

{closed}{network}"""

TIMER_TEXT = """\
{mark}
[Unit]
Description=A backup of Unionhall each night

[Timer]
OnCalendar=*-*-* 03:30
RandomizedDelaySec=1h
Persistent=true

[Install]
WantedBy=timers.target
"""

ONLY_THIS_MACHINE = """\
# It speaks with the web server on this machine and with nobody else.
IPAddressDeny=any
IPAddressAllow=localhost
"""

# An error of the web server's own could name who asked: `http.log.error` stays unwritten, and nothing logs requests.
CADDY_GLOBAL = """\
{
	admin off
%(trust)s	log default {
		exclude http.log.error http.log.error.log0 http.log.access http.handlers.reverse_proxy
	}
}
"""

CADDY_SITE = """\
%(name)s {
%(tls)s	header -Server
	reverse_proxy 127.0.0.1:%(port)s {
		flush_interval -1
		header_down -Server
	}
	handle_errors {
		header {
			-Server
			Cache-Control no-store
			Content-Security-Policy "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
			Content-Type "text/plain; charset=utf-8"
			Referrer-Policy no-referrer
			Strict-Transport-Security "max-age=63072000; includeSubDomains"
			X-Content-Type-Options nosniff
		}
		respond "Nobody answers just now. Please try again in a minute." {http.error.status_code}
	}
}
"""

COMMAND_TEXT = """\
#!/bin/sh
{mark}
# Runs `unionhall` as the server does: its user, its settings, its folder.
[ "$(id -u)" = 0 ] || exec sudo "$0" "$@"
set -a
. {settings}
set +a
umask 077
cd {data} || exit 1
exec runuser -u {user} -- {program}/venv/bin/unionhall "$@"
"""


class Plan:
    """
    What is to be set up. `name`: the address without https://. `settings`: the settings file, name → value.

    `own_authority`: certificates of Caddy's own making, for a network without the internet and for tests.
    """

    def __init__(self, name, settings, own_authority=False):
        self.name = name
        self.settings = settings
        self.own_authority = own_authority

    @property
    def port(self):
        """Where the server listens on this machine."""
        return self.settings["UNIONHALL_PORT"]


def unit(plan):
    """The systemd unit. A database on another machine needs the network; without one, only this machine is spoken to."""
    return _filled(UNIT_TEXT, plan)


def backup_unit(plan):
    """The systemd unit of the night's backup, as closed in as the server."""
    return _filled(BACKUP_TEXT, plan)


def backup_timer():
    """What starts the backup each night, and soon after a night on which the machine was off."""
    return TIMER_TEXT.format(mark=MARK)


def _filled(text, plan):
    elsewhere = not is_here(plan.settings.get("UNIONHALL_DATABASE", ""))
    return text.format(
        mark=MARK,
        program=PROGRAM,
        user=USER,
        settings=SETTINGS,
        data=DATA,
        closed=CLOSED,
        network="" if elsewhere else ONLY_THIS_MACHINE,
    )


def is_here(database):
    """
    Whether the database is on this machine: SQLite, a socket or localhost.

    >>> [is_here(one) for one in ("", "postgresql:///hall?host=/run/postgresql", "postgresql://u@db.example.org/hall")]
    [True, True, False]
    """
    from urllib.parse import parse_qs, urlsplit

    if not database:
        return True
    parts = urlsplit(database)
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    return host.startswith("/") or host in ("", "localhost", "127.0.0.1", "::1")


def caddy_site(plan):
    """Our part of the Caddyfile: one address, handed on with everything pushed at once, and nothing logged."""
    return CADDY_SITE % {
        "name": plan.name,
        "tls": "\ttls internal\n" if plan.own_authority else "",
        "port": plan.port,
    }


def caddyfile(plan):
    """The whole Caddyfile, for a server where Caddy serves nothing else."""
    # Its own authority is for the phones to trust, not for this machine.
    trust = "\tskip_install_trust\n" if plan.own_authority else ""
    return f"{MARK}\n{CADDY_GLOBAL % {'trust': trust}}\n{caddy_site(plan)}"


def settings_text(plan):
    """
    The settings as systemd and the shell both read them.

    Raises `ValueError` for a value that neither could: with a quote, a backslash or a line break in it.
    """
    lines = [MARK, "# Your own changes are kept; docs/running.md explains each line."]
    for key, value in plan.settings.items():
        if any(sign in value for sign in "'\\\n\r"):
            raise ValueError(f"{key} must not hold a quote, a backslash or a line break.")
        lines.append(f"{key}='{value}'")
    return "\n".join(lines) + "\n"


def read_settings(text):
    """
    The settings in a file that `settings_text` wrote and a person may have changed.

    >>> read_settings("# a note\\nUNIONHALL_PORT='8000'\\nUNIONHALL_THREADS=6\\n")
    {'UNIONHALL_PORT': '8000', 'UNIONHALL_THREADS': '6'}
    """
    found = {}
    for line in text.splitlines():
        key, equals, value = line.strip().partition("=")
        if equals and not key.startswith("#"):
            found[key.strip()] = value.strip().strip("'\"")
    return found


def command():
    """The command `unionhall` for whoever keeps the server."""
    return COMMAND_TEXT.format(mark=MARK, settings=SETTINGS, data=DATA, user=USER, program=PROGRAM)
