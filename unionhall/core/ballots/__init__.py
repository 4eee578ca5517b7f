"""
Secret ballots that anyone can verify: the published Belenios protocol, version 1, homomorphic questions, threshold trustees.

`groups` and `versions` are the two strategies everything rests on; `proofs` proves without showing; `questions`, `credentials`,
`making` and `checking` are a voter's part, `trustees` and `tallying` the trustees', `board` the public file, and `verifying` goes
through all of it. Written from the specification in our own words. Chance comes in as bytes (`chance`), and every refusal is a
`Fault` that names its check.
"""
