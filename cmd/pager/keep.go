package pager

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"turnaround/app/secret"
)

// KeptSecret is where a secret was put.
type KeptSecret struct {
	Ref  string `json:"ref"`            // the reference for the configuration
	Note string `json:"note,omitempty"` // why it is not where it was asked to be
}

// SetSecret keeps a secret where ref says (keyring:NAME or file:PATH). Where
// there is no keyring it is kept in a file only this user can read, and the
// note says so. Sources that use the secret begin anew.
func (p *Pager) SetSecret(ctx context.Context, ref, value string) (KeptSecret, error) {
	kept := KeptSecret{Ref: ref}
	err := p.secrets.Set(ctx, ref, value)
	if errors.Is(err, secret.ErrUnavailable) {
		kept, err = p.keepInFile(ctx, ref, value, err)
	}
	if errors.Is(err, secret.ErrReadOnly) {
		return KeptSecret{}, fmt.Errorf("%w; what env: and command: give is changed where it comes from", err)
	}
	if err != nil {
		return KeptSecret{}, err
	}
	if _, err := p.renew(ctx, kept.Ref); err != nil {
		return kept, fmt.Errorf("the secret is kept, but its source does not use it yet: %w", err)
	}
	return kept, nil
}

// keepInFile is the way without a keyring.
func (p *Pager) keepInFile(ctx context.Context, ref, value string, why error) (KeptSecret, error) {
	parsed, err := secret.Parse(ref)
	if err != nil {
		return KeptSecret{}, err
	}
	path := filepath.Join(filepath.Dir(p.opts.Places.Config), "secrets", fileName(parsed.Name))
	kept := KeptSecret{Ref: "file:" + path,
		Note: fmt.Sprintf("no keyring can be used here (%v), so it is in %s: only your user can read the file, and it is not encrypted", errors.Unwrap(why), path)}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return KeptSecret{}, fmt.Errorf("keep the secret in a file: %w", err)
	}
	if err := p.secrets.Set(ctx, kept.Ref, value); err != nil {
		return KeptSecret{}, err
	}
	return kept, nil
}

// fileName makes a file's name of a keyring item's.
func fileName(item string) string {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return '-'
	}, item)
	if name != item {
		// Two items that differ in other characters alone keep two files.
		sum := sha256.Sum256([]byte(item))
		name += "-" + hex.EncodeToString(sum[:4])
	}
	return name + ".secret"
}

// renew lets the sources that use a secret begin anew.
func (p *Pager) renew(ctx context.Context, ref string) (Change, error) {
	p.change.Lock()
	defer p.change.Unlock()
	if err := ctx.Err(); err != nil {
		return Change{}, err
	}
	now := p.setup.Load().config
	anew := map[string]bool{}
	for _, s := range now.Sources {
		if s.Secret == ref || s.OAuth.Secret == ref || s.OAuth.Token == ref {
			anew[s.Name] = true
		}
	}
	if len(anew) == 0 {
		return newChange(), nil
	}
	next, err := p.prepare(now, anew)
	if err != nil {
		return Change{}, err
	}
	return p.apply(next), nil
}
