package secret

import (
	"crypto/cipher"
	"fmt"
	"io"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/chacha20poly1305"
)

// seal is a key locked by a passphrase: argon2id makes a key of the
// passphrase, XChaCha20-Poly1305 locks ours with it.
type seal struct {
	KDF     string `json:"kdf"`
	Salt    []byte `json:"salt"`
	Time    uint32 `json:"time"`
	Memory  uint32 `json:"memory_kib"`
	Threads uint8  `json:"threads"`
	Nonce   []byte `json:"nonce"`
	Text    []byte `json:"text"`
}

// The cost RFC 9106 section 4 recommends where memory is constrained.
const (
	kdfName    = "argon2id"
	kdfTime    = 3
	kdfMemory  = 64 << 10 // KiB
	kdfThreads = 4
	saltSize   = 16

	// What a file may ask for: a changed one must not eat the machine.
	maxKDFTime   = 20
	maxKDFMemory = 1 << 20
)

func sealKey(key []byte, passphrase string, random io.Reader) (*seal, error) {
	s := &seal{
		KDF: kdfName, Salt: make([]byte, saltSize), Time: kdfTime, Memory: kdfMemory, Threads: kdfThreads,
		Nonce: make([]byte, chacha20poly1305.NonceSizeX),
	}
	for _, part := range [][]byte{s.Salt, s.Nonce} {
		if _, err := io.ReadFull(random, part); err != nil {
			return nil, fmt.Errorf("lock the key: %w", err)
		}
	}
	box, err := s.box(passphrase)
	if err != nil {
		return nil, err
	}
	s.Text = box.Seal(nil, s.Nonce, key, []byte(kdfName))
	return s, nil
}

func (s *seal) open(passphrase string) ([]byte, error) {
	if s.KDF != kdfName || s.Time < 1 || s.Time > maxKDFTime || s.Memory < 8 || s.Memory > maxKDFMemory || s.Threads < 1 || len(s.Nonce) != chacha20poly1305.NonceSizeX {
		return nil, fmt.Errorf("the key file is damaged or of a newer program: its parameters are out of range")
	}
	box, err := s.box(passphrase)
	if err != nil {
		return nil, err
	}
	key, err := box.Open(nil, s.Nonce, s.Text, []byte(kdfName))
	if err != nil {
		return nil, ErrKeyPassphrase
	}
	return key, nil
}

func (s *seal) box(passphrase string) (cipher.AEAD, error) {
	box, err := chacha20poly1305.NewX(argon2.IDKey([]byte(passphrase), s.Salt, s.Time, s.Memory, s.Threads, chacha20poly1305.KeySize))
	if err != nil {
		return nil, fmt.Errorf("lock the key: %w", err)
	}
	return box, nil
}
