"""The grading engine: answers in a sandbox, tests outside, plain values between them.

    coordinator ── worker ──┬── sandbox: warm parent ── template ── runner ── snapshot
                            └── test process ────────────────────────────────────┘

A template is there for each kind of notebook, a runner and a test process for each notebook, and a
snapshot for each test.

`frames` and `codec` are the whole of what may cross; `answer`, `runners`, `shell` and `service` run
inside the sandbox and are not trusted any more once a student's cell has run; `proxies`, `testing`
and `engine` run outside. See docs/security.md.
"""
