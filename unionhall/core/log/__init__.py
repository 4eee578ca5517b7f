"""
The record as other people's software reads it: an append-only Merkle log in the C2SP formats.

What was said is committed to in leaves (`leaves`), the leaves are hashed into one root (`merkle`), the root
is signed in a checkpoint (`notes`, `checkpoints`), and the whole is carried away as files (`tiles`,
`proofs`). Sources: RFC 6962 and RFC 9162 section 2.1 (hashing and proofs), RFC 8785 (canonical JSON), and
C2SP's signed-note, tlog-checkpoint, tlog-tiles and tlog-proof (https://c2sp.org).
"""
