package config

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"reflect"
	"strings"
)

// merge lays the files over the defaults, the personal one (the first) last.
func merge(files []*file) Config {
	cfg := Defaults()
	for i := range files {
		f := files[(i+1)%len(files)]
		overlay(reflect.ValueOf(&cfg).Elem(), reflect.ValueOf(f.set), f.tree)
	}
	cfg.keys = keysOf(files)
	cfg.Services, cfg.Channels = nil, nil
	cfg.Sources, cfg.Page.Rules, cfg.Profiles, cfg.Mails, cfg.Origin = nil, nil, nil, nil, nil
	for _, f := range files {
		place := func(list, name string, i int) Origin {
			o := Origin{File: f.file, Line: f.at.line(joinIndex(list, i)), Team: f.team}
			if cfg.origins == nil {
				cfg.origins = map[string]Origin{}
			}
			cfg.origins[list+"."+name] = o
			return o
		}
		for i, s := range f.set.Sources {
			s.fill()
			cfg.Sources = append(cfg.Sources, s)
			cfg.Origin = append(cfg.Origin, place(ListSource, s.Name, i))
		}
		for i, ch := range f.set.Channels {
			ch.fill(f.has(joinIndex("channel", i) + ".mail_subscribers"))
			cfg.Channels = append(cfg.Channels, ch)
			place(ListChannel, ch.Name, i)
		}
		for i, s := range f.set.Services {
			cfg.Services = append(cfg.Services, s)
			place(ListService, s.Name, i)
		}
		cfg.Page.Rules = append(cfg.Page.Rules, f.set.Page.Rules...)
		cfg.Profiles = append(cfg.Profiles, f.set.Profiles...)
		cfg.Mails = append(cfg.Mails, f.set.Mails...)
	}
	return cfg
}

// keysOf notes which file sets each key; what is joined from several files is
// no single key.
func keysOf(files []*file) map[string]Origin {
	var keys map[string]Origin
	for i := range files {
		f := files[(i+1)%len(files)]
		for key, line := range f.at {
			if first, _, _ := strings.Cut(key, "."); first == "source" || first == "service" || first == "channel" || strings.HasPrefix(key, "page.rule") {
				continue
			}
			if keys == nil {
				keys = map[string]Origin{}
			}
			keys[key] = Origin{File: f.file, Line: line, Team: f.team}
		}
	}
	return keys
}

// overlay copies from src what the file's tree really sets, key by key.
func overlay(dst, src reflect.Value, tree map[string]any) {
	for key, field := range fieldsOf(dst.Type()) {
		v, ok := tree[key]
		if !ok {
			continue
		}
		to, from := dst.FieldByIndex(field.Index), src.FieldByIndex(field.Index)
		below, isTable := v.(map[string]any)
		switch {
		case isTable && to.Kind() == reflect.Struct:
			overlay(to, from, below)
		case isTable && to.Kind() == reflect.Map:
			if to.IsNil() {
				to.Set(reflect.MakeMap(to.Type()))
			}
			for _, k := range from.MapKeys() {
				to.SetMapIndex(k, from.MapIndex(k))
			}
		default:
			to.Set(from)
		}
	}
}

// sum names the content of the files together with their paths.
func sum(files []*file) string {
	h := sha256.New()
	for _, f := range files {
		digest(h, f.file, f.data, true)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

func digest(h io.Writer, path string, data []byte, found bool) {
	fmt.Fprintf(h, "%d %s %d %t ", len(path), path, len(data), found)
	_, _ = h.Write(data) // a hash takes everything
}

// Fingerprint names the content the configuration's files have now; it
// differs from Sum once any of them changed, went or became unreadable. Cheap
// enough to ask every few seconds: the files are small.
func (c Config) Fingerprint() string {
	h := sha256.New()
	for _, path := range c.Files {
		data, err := read(path)
		if err != nil {
			data = nil
		}
		digest(h, path, data, err == nil)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
