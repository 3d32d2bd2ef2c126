//go:build (linux && !android) || freebsd || netbsd || openbsd

package notify

// hasBus: notification servers speak D-Bus here.
const hasBus = true

// beeepUsable refuses where beeep would start a bus of its own that nobody
// listens on and that nobody stops.
func beeepUsable(address string) error {
	conn, err := dialBus(address)
	if err != nil {
		return err
	}
	return conn.Close()
}
