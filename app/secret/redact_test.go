package secret_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"turnaround/app/secret"
)

func TestRedact(t *testing.T) {
	var r secret.Redactor
	r.Add("hunter2", "hunter2hunter2", `a"b&c d`, "first line\nsecond line", "abc", "")
	r.AddLogin("ada", "pass word")
	for text, want := range map[string]string{
		"the hunter2, twice hunter2": "the [redacted], twice [redacted]",
		"hunter2hunter2!":            "[redacted]!",
		`{"p":"a\"b\u0026c d"}`:      `{"p":"[redacted]"}`,
		"q=a%22b%26c+d":              "q=[redacted]",
		"/a%22b&c%20d":               "/[redacted]",
		"only second line here":      "only [redacted] here",
		"abc stays, it is too short": "abc stays, it is too short",
		"Basic " + base64.StdEncoding.EncodeToString([]byte("ada:pass word")): "Basic [redacted]",
	} {
		if got := r.Redact(text); got != want {
			t.Errorf("%s -> %s, want %s", text, got, want)
		}
	}
	var none *secret.Redactor
	none.Add("x")
	if none.Redact("text") != "text" {
		t.Error("no redactor changes a text")
	}
}

type login struct{ User, Key string }

type lazy struct{}

func (lazy) LogValue() slog.Value { return slog.StringValue("lazy hunter2") }

func TestLogsHoldNoSecret(t *testing.T) {
	var r secret.Redactor
	var out bytes.Buffer
	log := slog.New(r.Handler(slog.NewJSONHandler(&out, nil)))
	r.Add("hunter2")
	log.With("a", "hunter2", "Authorization", "Bearer x1").WithGroup("g").Error("failed with hunter2",
		"err", fmt.Errorf("get: %w", errors.New("401 for hunter2")), "body", []byte("hunter2"), "value", login{"ada", "hunter2"},
		"lazy", lazy{}, slog.Group("http", "refresh_token", "x2", "cookie", "x3", "n", 7), "api_key", "x4", "passphrase", "x5", "client_secret", "x6", "Password", "x7")
	for _, word := range []string{"hunter2", "x1", "x2", "x3", "x4", "x5", "x6", "x7"} {
		if strings.Contains(out.String(), word) {
			t.Errorf("%s is in the log: %s", word, out.String())
		}
	}
	for _, word := range []string{`"n":7`, "401 for [redacted]", "ada", "lazy [redacted]", "failed with [redacted]"} {
		if !strings.Contains(out.String(), word) {
			t.Errorf("%s is missing in the log: %s", word, out.String())
		}
	}
	// Attributes set before their secret is known are struck out by the writer.
	out.Reset()
	early := slog.New(r.Handler(slog.NewJSONHandler(r.Writer(&out), nil))).With("url", "https://h/?k=later-secret")
	r.Add("later-secret")
	early.Info("x")
	if got := out.String(); strings.Contains(got, "later-secret") || !strings.Contains(got, "k=[redacted]") {
		t.Errorf("in the log: %s", got)
	}
}
