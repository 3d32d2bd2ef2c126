package config

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
)

// URLs are one or several addresses of the same source. In TOML either a
// string or a list of strings.
type URLs []string

// First is the first address, or "" when there is none.
func (u URLs) First() string {
	if len(u) == 0 {
		return ""
	}
	return u[0]
}

// UnmarshalTOML takes a string or a list of strings.
func (u *URLs) UnmarshalTOML(data []byte) error {
	var raw struct{ V any }
	if err := toml.Unmarshal(append([]byte("V = "), data...), &raw); err != nil {
		return fmt.Errorf("read addresses: %w", err)
	}
	list, err := urlsOf(raw.V)
	if err != nil {
		return err
	}
	*u = list
	return nil
}

var errURLs = errors.New("must be an address or a list of addresses in quotes")

func urlsOf(v any) (URLs, error) {
	switch v := v.(type) {
	case string:
		return URLs{v}, nil
	case []any:
		list := make(URLs, 0, len(v))
		for _, item := range v {
			s, ok := item.(string)
			if !ok {
				return nil, errURLs
			}
			list = append(list, s)
		}
		return list, nil
	}
	return nil, errURLs
}

// Duration is a span of time, written in TOML as text: "15s", "2h", "1h30m",
// and in days, which Go's own durations lack: "7d", "180d".
type Duration time.Duration

// Day is 24 hours: a calendar's longer and shorter days are no setting.
const Day = 24 * time.Hour

// Or is d, or other where d is zero.
func (d Duration) Or(other time.Duration) time.Duration {
	if d == 0 {
		return other
	}
	return time.Duration(d)
}

// Std is d as the standard library's type.
func (d Duration) Std() time.Duration { return time.Duration(d) }

// String is the text ParseDuration reads back: whole days as "7d".
func (d Duration) String() string {
	v := time.Duration(d)
	if v != 0 && v%Day == 0 {
		return strconv.FormatInt(int64(v/Day), 10) + "d"
	}
	s := v.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// MarshalText writes what UnmarshalText reads.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads "15s", "2h", "7d".
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := ParseDuration(string(text))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

var errDuration = errors.New(`must be a duration such as "15s", "2h" or "7d"`)

// ParseDuration reads Go's duration text, with "d" for days before the rest
// ("1d12h"). Negative spans are an error: no setting has a use for one.
func ParseDuration(text string) (Duration, error) {
	rest := strings.TrimSpace(text)
	var days int64
	if head, tail, ok := strings.Cut(rest, "d"); ok {
		n, err := strconv.ParseInt(head, 10, 64)
		if err != nil || n < 0 || n > math.MaxInt64/int64(Day) {
			return 0, errDuration
		}
		days, rest = n, tail
		if rest == "" {
			return Duration(time.Duration(days) * Day), nil
		}
	}
	v, err := time.ParseDuration(rest)
	if err != nil || v < 0 {
		return 0, errDuration
	}
	sum := time.Duration(days)*Day + v
	if sum < v {
		return 0, errDuration
	}
	return Duration(sum), nil
}
