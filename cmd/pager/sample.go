package pager

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"turnaround/app/config"
	"turnaround/app/durable"
	"turnaround/app/incident"
	"turnaround/sync/restsource"
)

// maxSample bounds an answer that is shown to a person, in bytes.
const maxSample = 8 << 20

var errNoSample = errors.New("a mailbox has no answer to map: recognisers read its mails")

// Sample gives the raw JSON a source answers, for a person to say where things
// sit in it. typed stands in for the source's secret, as in Try.
func (p *Pager) Sample(ctx context.Context, s config.Source, typed string) ([]byte, error) {
	if s.Profile == config.ProfileIMAP {
		return nil, errNoSample
	}
	ctx, cancel := context.WithTimeout(ctx, tryWithin)
	defer cancel()
	raw, err := p.sample(ctx, s, typed)
	if err != nil {
		f := p.faultOf(err, s, typed)
		return nil, &f
	}
	return raw, nil
}

func (p *Pager) sample(ctx context.Context, s config.Source, typed string) ([]byte, error) {
	s, resolve, err := p.complete(s, typed)
	if err != nil {
		return nil, err
	}
	profile, err := p.profile(s.Profile)
	if err != nil {
		return nil, err
	}
	return restsource.Sample(ctx, restsource.Config{Source: s, Profile: profile, Secret: resolve, Me: p.Config().Me,
		Now: p.now, Limit: maxSample, Log: p.log})
}

func (p *Pager) profile(name string) (restsource.Profile, error) {
	r, err := readRecipes(p.Config())
	if err != nil {
		return restsource.Profile{}, err
	}
	return r.profiles.Find(name)
}

// Map reads a sample as the source's profile and params say.
func (p *Pager) Map(s config.Source, sample []byte) ([]incident.Signal, error) {
	if s.Profile == config.ProfileIMAP {
		return nil, errNoSample
	}
	profile, err := p.profile(s.Profile)
	if err != nil {
		return nil, err
	}
	return restsource.Map(profile, s.Params, sample, p.now())
}

// GenericProfile is the profile whose params say where things sit.
const GenericProfile = restsource.Generic

// KeepProfile writes what a source's params say of the generic profile as a
// profile of the person's own, and has the source use it. It gives the file.
func (p *Pager) KeepProfile(ctx context.Context, s config.Source, profileName string) (path string, change Change, err error) {
	if p.opts.Fixed {
		return "", Change{}, ErrFixed
	}
	if s.Profile != GenericProfile {
		return "", Change{}, fmt.Errorf("source %s uses the profile %s already: change that file", s.Name, s.Profile)
	}
	if err := checkProfileName(profileName); err != nil {
		return "", Change{}, err
	}
	text, err := restsource.Specialise(profileName, s.Params)
	if err != nil {
		return "", Change{}, err
	}
	folder := filepath.Join(filepath.Dir(p.opts.Places.Config), "profiles")
	path = filepath.Join(folder, profileName+".toml")
	if config.Exists(path) {
		return "", Change{}, fmt.Errorf("%s is there already: choose another name, or change that file", path)
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", Change{}, fmt.Errorf("keep the profile: %w", err)
	}
	if err := durable.Write(path, text, durable.Private); err != nil {
		return "", Change{}, fmt.Errorf("keep the profile: %w", err)
	}
	change, err = p.Edit(ctx, func(doc *config.Document) error { return useProfile(doc, folder, path, s.Name, profileName) })
	if err != nil {
		return "", Change{}, errors.Join(err, os.Remove(path))
	}
	return path, change, nil
}

// useProfile has the configuration name the profile's folder, and the source the profile.
func useProfile(doc *config.Document, folder, path, sourceName, profileName string) error {
	c, err := doc.Check()
	if err != nil {
		return err
	}
	if !slices.Contains(c.Profiles, folder) && !slices.Contains(c.Profiles, path) {
		own, err := doc.List("profiles")
		if err != nil {
			return err
		}
		if err := doc.Set("profiles", append(own, path)); err != nil {
			return err
		}
	}
	if err := doc.Source(sourceName).Unset("params"); err != nil && !errors.Is(err, config.ErrNoKey) {
		return err
	}
	return doc.Source(sourceName).Set("profile", profileName)
}

func checkProfileName(name string) error {
	if name == "" || len(name) > 60 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
		return fmt.Errorf("profile name %q: use small letters, digits, - and _", name)
	}
	if name == config.ProfileIMAP || slices.Contains(restsource.BuiltinNames(), name) {
		return fmt.Errorf("profile name %q is built in: choose another", name)
	}
	return nil
}
