# The words of the house. Each needs Python 3.11 or newer and nothing else: `make run` is the first.

PYTHON ?= python3
HOUSE = @$(PYTHON) bin/house.py

.PHONY: help run demo test check prove bench mutants format docs words lock setup

help: ## say what there is
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' $(MAKEFILE_LIST)

run: ## serve a hall at http://localhost:8000 and print the link that founds it
	$(HOUSE) run $(ARGS)

demo: ## the same with a hall that has a history, apart from your own
	$(HOUSE) demo $(ARGS)

test: ## every test, on SQLite and on a PostgreSQL started for it, in a real browser too
	$(HOUSE) test $(ARGS)

check: ## what must be green before a commit: format, lint, types, stairs, migrations, docs, tests
	$(HOUSE) check $(ARGS)

prove: ## the full counts of every promise, results in docs/proof/; ARGS="--only walks" for one part
	$(HOUSE) prove $(ARGS)

bench: ## how fast it is on this machine
	$(HOUSE) bench $(ARGS)

mutants: ## which small changes of the core and the gate the tests would not notice; some hours
	$(HOUSE) mutants $(ARGS)

format: ## put the code into the house's form
	$(HOUSE) format

docs: ## write the generated pages of docs/ anew
	$(HOUSE) docs

words: ## gather what the pages say for the translators, and compile what they wrote
	$(HOUSE) words

lock: ## choose newer versions of the parts and write their hashes
	$(HOUSE) lock $(ARGS)

setup: ## only make the environment
	$(HOUSE) setup
