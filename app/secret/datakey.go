package secret

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"turnaround/app/durable"
)

// KeySize is the size of the store's key in bytes: AES-256.
const KeySize = 32

// Errors of DataKey that ask something of the person.
var (
	ErrKeyLost       = errors.New("the key of the stored data is missing")
	ErrKeyWrong      = errors.New("this is not the key of the stored data")
	ErrKeyPassphrase = errors.New("the passphrase does not open the key of the stored data")
)

// KeyOptions says where the store's key is to be kept.
type KeyOptions struct {
	Store    string    // the folder of the database
	File     string    // the key file, beside the data folder and never in it
	Way      string    // "keyring", "file", or a reference to a passphrase; empty: keyring, else file
	Resolver *Resolver // nil: the system's keyring and environment
	Rand     io.Reader // nil: crypto/rand
}

// KeyFile is where the key file of a data folder belongs: beside it, so that
// a copy of the data does not carry its key along.
func KeyFile(data string) string { return filepath.Clean(data) + ".key" }

// Kept says how the key is kept, in words for doctor.
type Kept struct {
	Way      string `json:"way"`      // keyring, file, passphrase
	Where    string `json:"where"`    // the item or the path
	Protects string `json:"protects"` // against what this helps
	Not      string `json:"not"`      // and against what it does not
	Note     string `json:"note"`     // why it is not where it was asked to be; empty: it is
}

// keyRecord is the key file. For the keyring it only names the item.
type keyRecord struct {
	Version int    `json:"version"`
	Way     string `json:"way"`
	ID      string `json:"id"`             // names the key without telling it
	Item    string `json:"item,omitempty"` // keyring: the item
	Key     []byte `json:"key,omitempty"`  // file: the key itself
	Sealed  *seal  `json:"sealed,omitempty"`
}

const (
	wayKeyring    = "keyring"
	wayFile       = "file"
	wayPassphrase = "passphrase"

	recordVersion = 1
	maxRecord     = 64 << 10
)

// DataKey gives the key the store is encrypted with, and makes one at the very
// first start. A key asked to be elsewhere than it is moves there. It never
// makes a new key for a store that holds data: that gives ErrKeyLost.
func DataKey(ctx context.Context, o KeyOptions) ([]byte, Kept, error) {
	if o.Resolver == nil {
		o.Resolver = &Resolver{}
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if err := o.checkWay(); err != nil {
		return nil, Kept{}, err
	}
	record, err := o.read()
	if errors.Is(err, ErrMissing) {
		record, err = o.first(ctx)
	}
	if err != nil {
		return nil, Kept{}, fmt.Errorf("data key: %w", err)
	}
	key, err := o.open(ctx, record)
	if err != nil {
		return nil, Kept{}, fmt.Errorf("data key: %w", err)
	}
	record, note := o.move(ctx, record, key)
	kept := o.describe(record)
	kept.Note = note
	return key, kept, nil
}

func (o *KeyOptions) checkWay() error {
	switch o.Way {
	case "", wayKeyring, wayFile:
		return nil
	}
	if _, err := Parse(o.Way); err != nil {
		return fmt.Errorf("data key: where to keep it (storage.key) is neither keyring nor file and %w", err)
	}
	return nil
}

// read gives the record, or ErrMissing.
func (o *KeyOptions) read() (keyRecord, error) {
	var r keyRecord
	data, err := ReadPrivate(o.File, maxRecord)
	if err != nil {
		return r, err
	}
	if err := json.Unmarshal(data, &r); err != nil {
		return r, fmt.Errorf("the key file %s is damaged: restore it from a copy: %w", o.File, err)
	}
	if r.Version != recordVersion {
		return r, fmt.Errorf("the key file %s has version %d, this program knows %d: use a newer one", o.File, r.Version, recordVersion)
	}
	return r, nil
}

// first makes a key for a store without data.
func (o *KeyOptions) first(ctx context.Context) (keyRecord, error) {
	full, err := holdsData(o.Store)
	if err != nil {
		return keyRecord{}, err
	}
	if full {
		return keyRecord{}, fmt.Errorf("%w: %s holds data but %s is gone; restore that file, or move the data folder away to start anew (sources fill it again, notes do not come back)", ErrKeyLost, o.Store, o.File)
	}
	if err := os.MkdirAll(filepath.Dir(o.File), 0o700); err != nil {
		return keyRecord{}, err
	}
	key := make([]byte, KeySize)
	if _, err := io.ReadFull(o.Rand, key); err != nil {
		return keyRecord{}, err
	}
	record, err := o.keep(ctx, key, o.Way)
	if err != nil && o.Way == "" && ctx.Err() == nil {
		o.forget(ctx, record)
		record, err = o.keep(ctx, key, wayFile)
	}
	if err != nil {
		return keyRecord{}, err
	}
	err = o.write(record, durable.Create)
	if errors.Is(err, fs.ErrExist) {
		// Another process was first: its key counts, our item goes.
		o.forget(ctx, record)
		return o.read()
	}
	return record, err
}

// keep puts a key where it is asked to be and gives the record of it.
func (o *KeyOptions) keep(ctx context.Context, key []byte, way string) (keyRecord, error) {
	r := keyRecord{Version: recordVersion, ID: keyID(key)}
	switch way {
	case "", wayKeyring:
		r.Way = wayKeyring
		var salt [6]byte
		if _, err := io.ReadFull(o.Rand, salt[:]); err != nil {
			return r, err
		}
		// A name of its own: two data folders, or two first starts at
		// once, never overwrite each other's key.
		r.Item = "data-key-" + hex.EncodeToString(salt[:])
		text := base64.StdEncoding.EncodeToString(key)
		if err := o.Resolver.ring().Set(ctx, r.Item, text); err != nil {
			return r, err
		}
		if back, err := o.Resolver.ring().Get(ctx, r.Item); err != nil || back != text {
			return r, errors.Join(fmt.Errorf("%w: it does not give back what it took", ErrUnavailable), err)
		}
	case wayFile:
		r.Way, r.Key = wayFile, key
	default:
		r.Way = wayPassphrase
		passphrase, err := o.Resolver.Resolve(ctx, way)
		if err != nil {
			return r, err
		}
		if r.Sealed, err = sealKey(key, passphrase, o.Rand); err != nil {
			return r, err
		}
	}
	return r, nil
}

func (o *KeyOptions) write(r keyRecord, put func(string, []byte, fs.FileMode) error) error {
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return put(o.File, append(data, '\n'), durable.Private)
}

// open gets the key a record tells of.
func (o *KeyOptions) open(ctx context.Context, r keyRecord) ([]byte, error) {
	var key []byte
	switch r.Way {
	case wayKeyring:
		text, err := o.Resolver.ring().Get(ctx, r.Item)
		if errors.Is(err, ErrMissing) {
			return nil, fmt.Errorf("%w: the keyring has no item %q of %q any more; restore it, or move the data folder and %s away to start anew: %w", ErrKeyLost, r.Item, Service, o.File, err)
		}
		if err != nil {
			return nil, fmt.Errorf("it is kept in the system's keyring (item %q of %q); unlock or start the keyring: %w", r.Item, Service, err)
		}
		if key, err = base64.StdEncoding.DecodeString(text); err != nil {
			return nil, fmt.Errorf("%w: the keyring's item %q was changed", ErrKeyWrong, r.Item)
		}
	case wayFile:
		key = r.Key
	case wayPassphrase:
		var err error
		if key, err = o.unseal(ctx, r); err != nil {
			return nil, err
		}
	default:
		return nil, fmt.Errorf("the key file %s is of an unknown kind: use a newer program", o.File)
	}
	if len(key) != KeySize || keyID(key) != r.ID {
		return nil, fmt.Errorf("%w: what is kept does not fit %s; restore both from the same copy", ErrKeyWrong, o.File)
	}
	return key, nil
}

func (o *KeyOptions) unseal(ctx context.Context, r keyRecord) ([]byte, error) {
	switch o.Way {
	case "", wayKeyring, wayFile:
		return nil, fmt.Errorf("%w: the key is locked by a passphrase; write where that is to storage.key (env:NAME, command:..., file:PATH)", ErrKeyPassphrase)
	}
	passphrase, err := o.Resolver.Resolve(ctx, o.Way)
	if err != nil {
		return nil, err
	}
	if r.Sealed == nil {
		return nil, fmt.Errorf("the key file %s is damaged: restore it from a copy", o.File)
	}
	return r.Sealed.open(passphrase)
}

// move carries a key to where it is asked to be. When that fails it stays
// where it is, and the note says so.
func (o *KeyOptions) move(ctx context.Context, r keyRecord, key []byte) (keyRecord, string) {
	asked := o.Way
	if asked != "" && asked != wayKeyring && asked != wayFile {
		asked = wayPassphrase
	}
	if asked == r.Way || asked == "" && r.Way != wayFile {
		return r, ""
	}
	if asked == "" {
		return r, "the system's keyring could not be used when the key was made; to move it there: storage.key = \"keyring\""
	}
	moved, err := o.keep(ctx, key, o.Way)
	if err == nil {
		err = o.write(moved, durable.Write)
	}
	if err != nil {
		o.forget(ctx, moved)
		return r, fmt.Sprintf("it could not be moved from %s to %s: %v", r.Way, asked, err)
	}
	o.forget(ctx, r)
	return moved, ""
}

// forget takes a keyring item nobody needs any more away. An item that stays
// behind does no harm but to order, so an error changes nothing.
func (o *KeyOptions) forget(ctx context.Context, r keyRecord) {
	if r.Item != "" {
		_ = o.Resolver.ring().Delete(ctx, r.Item)
	}
}

// keyID names a key; nothing of the key can be learned from it.
func keyID(key []byte) string {
	sum := sha256.Sum256(append([]byte("turnaround data key\x00"), key...))
	return hex.EncodeToString(sum[:8])
}

// holdsData tells whether the store's folder has anything in it but its lock.
func holdsData(dir string) (bool, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	for _, e := range entries {
		if e.Name() != "LOCK" {
			return true, nil
		}
	}
	return false, nil
}

func (o *KeyOptions) describe(r keyRecord) Kept {
	k := Kept{Way: r.Way, Where: o.File}
	switch r.Way {
	case wayKeyring:
		k.Where = fmt.Sprintf("item %q of %q in the system's keyring", r.Item, Service)
		k.Protects = "a copied data folder, a backup or a stolen disk: unreadable without your keyring's password"
		k.Not = "programs that run as you while the keyring is unlocked; whoever changes the files unseen (the data is encrypted, not signed)"
	case wayFile:
		k.Protects = "a copy of the data folder alone"
		k.Not = "whoever can read your files: a stolen disk without disk encryption, a backup of your whole home folder, programs that run as you"
	case wayPassphrase:
		k.Protects = "a copied data folder, a backup or a stolen disk, as far as the passphrase is hard to guess"
		k.Not = "programs that run as you while the app runs, and whoever can read where the passphrase comes from"
	}
	return k
}
