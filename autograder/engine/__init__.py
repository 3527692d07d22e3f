"""The grading engine: answers in a sandbox, tests outside, plain values between them.

    coordinator ── worker ──┬── sandbox: warm parent ── runner ── snapshot (one for each test)
                            └── test process (one for each notebook) ──┘

`frames` and `codec` are the whole of what may cross; `answer`, `shell` and `service` run inside
the sandbox and are not trusted any more once a student's cell has run; `proxies`, `testing` and
`engine` run outside. See docs/security.md.
"""
