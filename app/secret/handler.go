package secret

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
)

// Handler wraps a slog handler: known values are struck out of messages and
// attributes, and attributes whose key names a secret lose their value.
func (r *Redactor) Handler(next slog.Handler) slog.Handler { return handler{r, next} }

type handler struct {
	known *Redactor
	next  slog.Handler
}

func (h handler) Enabled(ctx context.Context, level slog.Level) bool {
	return h.next.Enabled(ctx, level)
}

func (h handler) Handle(ctx context.Context, record slog.Record) error {
	clean := slog.NewRecord(record.Time, record.Level, h.known.Redact(record.Message), record.PC)
	record.Attrs(func(a slog.Attr) bool {
		clean.AddAttrs(h.attr(a))
		return true
	})
	return h.next.Handle(ctx, clean)
}

func (h handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return handler{h.known, h.next.WithAttrs(h.attrs(attrs))}
}

func (h handler) WithGroup(name string) slog.Handler { return handler{h.known, h.next.WithGroup(name)} }

func (h handler) attrs(attrs []slog.Attr) []slog.Attr {
	clean := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		clean[i] = h.attr(a)
	}
	return clean
}

func (h handler) attr(a slog.Attr) slog.Attr {
	if names(a.Key) {
		return slog.String(a.Key, Struck)
	}
	v := a.Value.Resolve()
	switch v.Kind() {
	case slog.KindString:
		return slog.String(a.Key, h.known.Redact(v.String()))
	case slog.KindGroup:
		return slog.Attr{Key: a.Key, Value: slog.GroupValue(h.attrs(v.Group())...)}
	case slog.KindAny:
		// As text: what a JSON handler would find within a value is not
		// known here.
		switch x := v.Any().(type) {
		case error:
			return slog.String(a.Key, h.known.Redact(x.Error()))
		case []byte:
			return slog.String(a.Key, h.known.Redact(string(x)))
		default:
			return slog.String(a.Key, h.known.Redact(fmt.Sprintf("%+v", x)))
		}
	}
	return slog.Attr{Key: a.Key, Value: v}
}

// names tells whether a key names a secret.
func names(key string) bool {
	key = strings.ToLower(key)
	for _, word := range []string{"token", "password", "passphrase", "authorization", "secret", "cookie", "api_key", "apikey"} {
		if strings.Contains(key, word) {
			return true
		}
	}
	return false
}
