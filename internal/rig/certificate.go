package rig

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Certificate is a server's certificate for 127.0.0.1 and localhost, as files.
type Certificate struct {
	CA   string // what a client must trust, PEM
	Cert string // the server's certificate, PEM
	Key  string // the server's key, PEM
}

// NewCertificate makes an authority of its own and a server certificate signed by
// it, and writes them into a folder.
func NewCertificate(t testing.TB, folder string) Certificate {
	t.Helper()
	c := Certificate{
		CA: filepath.Join(folder, "ca.pem"), Cert: filepath.Join(folder, "cert.pem"), Key: filepath.Join(folder, "key.pem"),
	}
	authority := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test authority"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	server := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "localhost"},
		NotBefore: authority.NotBefore, NotAfter: authority.NotAfter,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}, DNSNames: []string{"localhost"},
	}
	fail := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatalf("make a certificate: %v", err)
		}
	}
	authorityKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	fail(err)
	serverKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	fail(err)
	signedAuthority, err := x509.CreateCertificate(rand.Reader, authority, authority, authorityKey.Public(), authorityKey)
	fail(err)
	signedServer, err := x509.CreateCertificate(rand.Reader, server, authority, serverKey.Public(), authorityKey)
	fail(err)
	key, err := x509.MarshalPKCS8PrivateKey(serverKey)
	fail(err)
	for path, block := range map[string]*pem.Block{
		c.CA:   {Type: "CERTIFICATE", Bytes: signedAuthority},
		c.Cert: {Type: "CERTIFICATE", Bytes: signedServer},
		c.Key:  {Type: "PRIVATE KEY", Bytes: key},
	} {
		fail(os.WriteFile(path, pem.EncodeToMemory(block), 0o600))
	}
	return c
}
