package pager

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"turnaround/app/config"
	"turnaround/app/secret"
	"turnaround/sync/imapsource/oauth"
)

// tokens keeps what OAuth signs in with where the configuration says.
type tokens struct {
	secrets *secret.Resolver
	ref     string
}

// Load gives what is kept, "" when there is nothing.
func (t tokens) Load(ctx context.Context, ref string) (string, error) {
	value, err := t.secrets.Resolve(ctx, ref)
	if errors.Is(err, secret.ErrMissing) || errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return value, err
}

// Save keeps a value, replacing another.
func (t tokens) Save(ctx context.Context, ref, value string) error {
	return t.secrets.Set(ctx, ref, value)
}

// SignIn has a person sign in to a mailbox.
func SignIn(ctx context.Context, c config.Config, secrets *secret.Resolver, name string, prompt func(oauth.Prompt) error) error {
	for _, s := range c.Sources {
		if s.Name != name {
			continue
		}
		if s.OAuth.Provider == "" {
			return fmt.Errorf("source %s signs in with its secret; it has no [source.oauth]", name)
		}
		return oauth.SignIn(ctx, oauth.Config{Source: name, OAuth: s.OAuth, User: s.User,
			Secret: secrets.Resolve, Store: tokens{secrets, s.OAuth.Token}}, prompt)
	}
	return fmt.Errorf("no source named %q is configured", name)
}

// Check reads everything the configuration names, and gives what is wrong
// without stopping the app.
func Check(c config.Config) (warnings []string, err error) {
	r, err := readRecipes(c)
	return r.warnings(), err
}
