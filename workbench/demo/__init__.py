"""The practice server: an authorization server and an API on loopback, a process of its own.

No room may import it, and it imports no room: `python -m workbench.demo` starts it.

Options: `--port N` (0: any; left out: 8765 or the next free one), `--json` (one line once it
listens), `--workspace DIR` (the practice collection and its `.env` are written there),
`--latency-ms LOW,HIGH` (20,80), `--clock-offset SECONDS`, `--client JSON` (one client more, the
fields of `clients.PracticeClient`), `--until-stdin-closes`, and `--switch NAME=VALUE`.

Switches, the default first (`--help` says what each value does):

- token_json: invalid_request | 415 | unsupported_grant_type | 500 | empty_400 | accept
- authorize_post: redirect | html | json_200 | 403 | 404 | response_type
- wrong_secret: rfc | bearer_401 | empty_403 | html_401
- basic_decoding: form | percent | raw | broken
- both_placements: refuse | accept
- unknown_scope: refuse | drop | other_code
- missing_scope: all | none | refuse
- scope_in_answer: always | changed | never
- refresh: keep | repeat | rotate
- whole_seconds: on | off
- token_failures: N, token_delay_ms: N
- api_challenge: full | bare | empty_403
- lower_case_bearer: accept | refuse
- query_token: accept | refuse
- audience: check | ignore
- revoked_jwt: refuse | accept
- form_charset: accept | refuse
- opaque_token: accept | refuse
- dpop: off | api | token
- plain_http: accept | refuse | redirect
- token_limit: N, api_limit: N, api_failures: N

While it runs, a test can `GET /practice/counters` and `POST /practice/reset`,
`/practice/revoke-all`, `/practice/switch?NAME=VALUE`, `/practice/clock?offset=S` (or
`stopped_at=S`, seconds since the epoch).
"""
