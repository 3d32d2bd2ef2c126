package config

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// encode writes a value as TOML on one line.
func encode(v reflect.Value) (string, error) {
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	switch x := v.Interface().(type) {
	case Duration:
		return quote(x.String()), nil
	case URLs:
		if len(x) == 1 {
			return quote(x[0]), nil
		}
	case time.Time:
		return x.Format(time.RFC3339), nil
	}
	switch v.Kind() {
	case reflect.String:
		return quote(v.String()), nil
	case reflect.Bool:
		return strconv.FormatBool(v.Bool()), nil
	case reflect.Int, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10), nil
	case reflect.Slice:
		items := make([]string, v.Len())
		for i := range items {
			text, err := encode(v.Index(i))
			if err != nil {
				return "", err
			}
			items[i] = text
		}
		return "[" + strings.Join(items, ", ") + "]", nil
	case reflect.Map:
		return encodeMap(v)
	case reflect.Struct:
		pairs, err := encodeFields(v)
		if err != nil {
			return "", err
		}
		return "{ " + strings.Join(pairs, ", ") + " }", nil
	}
	return "", fmt.Errorf("cannot write a %s as TOML", v.Type())
}

func encodeMap(v reflect.Value) (string, error) {
	texts := map[string]string{}
	for _, k := range v.MapKeys() {
		text, err := encode(v.MapIndex(k))
		if err != nil {
			return "", err
		}
		texts[k.String()] = text
	}
	var pairs []string
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		pairs = append(pairs, bare(key)+" = "+texts[key])
	}
	return "{ " + strings.Join(pairs, ", ") + " }", nil
}

// encodeFields gives "key = value" for every field that is set, in the
// order of the declaration.
func encodeFields(v reflect.Value) ([]string, error) {
	var pairs []string
	for i := range v.NumField() {
		key := v.Type().Field(i).Tag.Get("toml")
		if key == "" || key == "-" || v.Field(i).IsZero() {
			continue
		}
		text, err := encode(v.Field(i))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		pairs = append(pairs, bare(key)+" = "+text)
	}
	return pairs, nil
}

// bare is a key as TOML writes it, with quotes only where needed.
func bare(key string) string {
	if key != "" && !strings.ContainsFunc(key, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-')
	}) {
		return key
	}
	return quote(key)
}

// quote writes a TOML basic string.
func quote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range strings.ToValidUTF8(text, "\uFFFD") {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
