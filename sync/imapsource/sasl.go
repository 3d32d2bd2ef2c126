package imapsource

import (
	"encoding/json"

	"github.com/emersion/go-sasl"
)

// xoauth2 is Google's and Microsoft's mechanism from before RFC 7628.
const xoauth2 = "XOAUTH2"

// bearer signs in with an access token, by OAUTHBEARER (RFC 7628) or XOAUTH2.
// It finishes the exchange after a refusal, so that the server ends the
// command; the library's own client leaves it open.
type bearer struct {
	mech, user, token, host, port string

	refusal []byte
}

var _ sasl.Client = (*bearer)(nil)

// Start gives the mechanism and the initial response.
func (b *bearer) Start() (mech string, ir []byte, err error) {
	if b.mech == xoauth2 {
		return b.mech, []byte("user=" + b.user + "\x01auth=Bearer " + b.token + "\x01\x01"), nil
	}
	return b.mech, []byte("n,a=" + escapeName(b.user) + ",\x01host=" + b.host + "\x01port=" + b.port +
		"\x01auth=Bearer " + b.token + "\x01\x01"), nil
}

// Next takes the server's refusal and answers it as each mechanism wants.
func (b *bearer) Next(challenge []byte) ([]byte, error) {
	b.refusal = challenge
	if b.mech == xoauth2 {
		return []byte{}, nil
	}
	return []byte{0x01}, nil
}

// status is what the server said of the token, " status 400" or nothing.
func (b *bearer) status() string {
	var said struct {
		Status string `json:"status"`
	}
	if len(b.refusal) > 4096 || json.Unmarshal(b.refusal, &said) != nil || said.Status == "" {
		return ""
	}
	return ", status " + clean(said.Status)
}

// escapeName writes a name as an authorization identity (RFC 5801, section 4).
func escapeName(name string) string {
	out := make([]byte, 0, len(name))
	for i := range len(name) {
		switch name[i] {
		case ',':
			out = append(out, "=2C"...)
		case '=':
			out = append(out, "=3D"...)
		default:
			out = append(out, name[i])
		}
	}
	return string(out)
}
