package config

import (
	"strconv"
)

// secretAt is one place of the configuration that refers to a secret.
type secretAt struct {
	path string
	ref  *string
}

// secrets are all places that refer to a secret.
func (c *Config) secrets() []secretAt {
	all := []secretAt{{"duty.secret", &c.Duty.Secret}}
	switch c.Storage.Key {
	case "", KeyKeyring, KeyFile:
	default:
		all = append(all, secretAt{"storage.key", &c.Storage.Key})
	}
	for i := range c.Sources {
		s, at := &c.Sources[i], "source."+strconv.Itoa(i)
		all = append(all,
			secretAt{at + ".secret", &s.Secret},
			secretAt{at + ".oauth.client_secret", &s.OAuth.Secret},
			secretAt{at + ".oauth.token", &s.OAuth.Token})
	}
	for i := range c.Channels {
		all = append(all, secretAt{"channel." + strconv.Itoa(i) + ".secret", &c.Channels[i].Secret})
	}
	return all
}

// SecretRefs lists every reference to a secret the configuration holds, for
// the check that each of them resolves.
func (c Config) SecretRefs() []string {
	var refs []string
	for _, s := range c.secrets() {
		if *s.ref != "" {
			refs = append(refs, *s.ref)
		}
	}
	return refs
}
