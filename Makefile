# cqtt – `make` explains the targets.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test lint unit short-proofs browser-tests bench proof words lock clean

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input
export CQTT_DATA ?= ./instance
unexport PYTHONDONTWRITEBYTECODE # compiled once, every process starts seconds sooner

help: ## Giải thích các lệnh · explain the targets
	@echo "cqtt – Chính quyền thân thiện"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "  Thư mục dữ liệu · data folder: $(CQTT_DATA) (CQTT_DATA)"

run: $(VENV)/installed ## Cài đặt, nạp đơn vị mẫu, chạy · install, load the demonstration, serve
	@$(BIN)/cqtt demo
	@exec $(BIN)/cqtt serve

test: lint unit short-proofs browser-tests ## Toàn bộ kiểm tra · lint, types and all tests

lint: $(VENV)/installed-test ## Định dạng, quy tắc, kiểu dữ liệu · format, rules and types
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary

unit: $(VENV)/installed-test ## Kiểm tra không cần trình duyệt · the tests without a browser
	@$(BIN)/pytest -n 2 --dist worksteal -m "not browser and not proof"

short-proofs: $(VENV)/installed-test ## Một vòng ngắn của các phép thử dài · a short round of the long proofs
	@$(BIN)/pytest -n 2 --dist worksteal -m proof

browser-tests: $(VENV)/installed-test ## Kiểm tra bằng trình duyệt thật · the tests with a real browser
	@$(BIN)/pytest -n 2 --dist worksteal -m browser -rsR --reruns 1 --rerun-show-tracebacks # on a busy machine; what was tried again is named, and why

bench: $(VENV)/installed-test ## Đo tốc độ · measure
	@$(BIN)/python -m bench

proof: $(VENV)/installed-test ## Các phép thử dài: mất điện, gửi hai lần · the long proofs
	@CQTT_PROOF=long $(BIN)/pytest -m proof -s
	@CQTT_PROOF=long $(BIN)/pytest tests/commune/test_due_date_properties.py

words: $(VENV)/installed-test ## Ghi lại mọi câu cho người dịch · collect the sentences for translators
	@$(BIN)/python -m tests.words

lock: $(VENV)/installed-test ## Khóa lại phiên bản thư viện · lock the dependencies anew
	@$(PIP) install uv
	@$(BIN)/uv pip compile $(LOCK) pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile $(LOCK) --extra test pyproject.toml -o requirements-test.lock
LOCK := --quiet --universal --no-header --no-annotate --generate-hashes --python-version 3.11

clean: ## Xóa môi trường và tệp tạm, giữ dữ liệu · remove the environment, keep the data
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# -- the environment ------------------------------------------------------------------------------
# A stamp says what is installed; another lock, or another pyproject.toml, makes it stale.

$(VENV)/installed: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Đang cài đặt thư viện (một lần)…"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/installed-test: requirements-test.lock pyproject.toml | $(BIN)/python
	@echo "Đang cài đặt thư viện cho kiểm tra (một lần)…"
	@$(PIP) install --require-hashes -r requirements-test.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/installed

$(BIN)/python:
	@python=""; \
	for name in python3 python3.14 python3.13 python3.12 python3.11; do \
		"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && python="$$name" && break; \
	done; \
	if [ -z "$$python" ]; then \
		echo "Cần Python 3.11 trở lên, máy này chưa có. · Python 3.11 or newer is needed." >&2; exit 1; \
	fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
		if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
			echo "Thiếu gói python3-venv, xin cài: apt-get install python3-venv · python3-venv is missing." >&2; exit 1; \
		fi; \
		apt-get update -qq && apt-get -o DPkg::Lock::Timeout=300 install -y -qq python3-venv; \
	fi; \
	"$$python" -m venv --clear $(VENV)
