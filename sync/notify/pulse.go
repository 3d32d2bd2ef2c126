package notify

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jfreymuth/pulse/proto"
)

// pulsePatience is how long a sound server may take to answer.
const pulsePatience = 2 * time.Second

// Pulse plays through a PulseAudio server, or PipeWire speaking its protocol.
type Pulse struct {
	AppName string
	Server  string // as PULSE_SERVER; empty: that variable, then the user's own server
}

// pulseLink is one connection; what the server asks for is counted in asked.
type pulseLink struct {
	client *proto.Client
	conn   net.Conn
	asked  atomic.Int64
	more   chan struct{}
	lost   chan struct{} // closed when nothing can be read any more
	losing sync.Once
}

// Read reads for the library, which reports the loss of a connection only when
// it ended in good order.
func (l *pulseLink) Read(p []byte) (int, error) {
	n, err := l.conn.Read(p)
	if err != nil {
		l.losing.Do(func() { close(l.lost) })
	}
	return n, err
}

func (l *pulseLink) Write(p []byte) (int, error) { return l.conn.Write(p) }

// dial connects and names us. The library's own connect sets the callback too
// late: it would panic when a server hangs up at once.
func (p Pulse) dial(ctx context.Context) (*pulseLink, error) {
	var failed []error
	for _, address := range pulseAddresses(p.Server) {
		link, err := p.dialOne(ctx, address)
		if err == nil {
			return link, nil
		}
		failed = append(failed, err)
	}
	if len(failed) == 0 {
		return nil, errors.New("no PulseAudio or PipeWire is set up for this user")
	}
	return nil, fmt.Errorf("no PulseAudio or PipeWire answers: %w", joined(failed))
}

func (p Pulse) dialOne(ctx context.Context, address pulseAddress) (*pulseLink, error) {
	dialer := net.Dialer{Timeout: pulsePatience}
	conn, err := dialer.DialContext(ctx, address.network, address.place)
	if err != nil {
		return nil, err
	}
	l := &pulseLink{conn: conn, more: make(chan struct{}, 1), lost: make(chan struct{})}
	l.client = &proto.Client{Callback: l.heard}
	l.client.SetTimeout(pulsePatience)
	l.client.Open(l)
	var auth proto.AuthReply
	if err := l.client.Request(&proto.Auth{Version: l.client.Version(), Cookie: pulseCookie()}, &auth); err != nil {
		return nil, errors.Join(fmt.Errorf("sign in to %s: %w", address.place, err), conn.Close())
	}
	l.client.SetVersion(auth.Version)
	name := &proto.SetClientName{Props: proto.PropList{
		"application.name":       proto.PropListString(p.AppName),
		"application.process.id": proto.PropListString(strconv.Itoa(os.Getpid())),
	}}
	if err := l.client.Request(name, &proto.SetClientNameReply{}); err != nil {
		return nil, errors.Join(fmt.Errorf("greet %s: %w", address.place, err), conn.Close())
	}
	return l, nil
}

// heard runs on the library's reading goroutine and never blocks.
func (l *pulseLink) heard(message any) {
	if request, ok := message.(*proto.Request); ok {
		l.asked.Add(int64(request.Length))
		select {
		case l.more <- struct{}{}:
		default:
		}
	}
}

// Start hands clip to the default output.
func (p Pulse) Start(ctx context.Context, clip Clip) (Playing, error) {
	link, err := p.dial(ctx)
	if err != nil {
		return Playing{}, err
	}
	output, err := link.output()
	if err == nil && output.Fault != "" {
		err = errors.New(output.Fault)
	}
	if err != nil {
		return Playing{}, errors.Join(err, link.conn.Close())
	}
	stream, err := link.open(clip)
	if err != nil {
		return Playing{}, errors.Join(fmt.Errorf("open a stream: %w", err), link.conn.Close())
	}
	playing := Playing{Via: output.Via, Muted: output.silence()}
	var input proto.GetSinkInputInfoReply
	err = link.client.Request(&proto.GetSinkInputInfo{SinkInputIndex: stream.SinkInputIndex}, &input)
	if err == nil && input.Muted {
		playing.Muted = "this app is muted in the mixer"
	}
	done := make(chan struct{})
	playing.Done = done
	go func() {
		defer close(done)
		defer link.conn.Close()
		link.feed(ctx, stream, clip)
	}()
	return playing, nil
}

func (l *pulseLink) open(clip Clip) (*proto.CreatePlaybackStreamReply, error) {
	reply := &proto.CreatePlaybackStreamReply{}
	err := l.client.Request(&proto.CreatePlaybackStream{
		SampleSpec:            proto.SampleSpec{Format: proto.FormatInt16LE, Channels: 1, Rate: uint32(clip.Rate)},
		ChannelMap:            proto.ChannelMap{proto.ChannelMono},
		SinkIndex:             proto.Undefined,
		BufferMaxLength:       proto.Undefined,
		BufferTargetLength:    proto.Undefined,
		BufferPrebufferLength: proto.Undefined,
		BufferMinimumRequest:  proto.Undefined,
		ChannelVolumes:        proto.ChannelVolumes{uint32(proto.VolumeNorm)},
		Properties:            proto.PropList{"media.name": proto.PropListString("alert")},
	}, reply)
	return reply, err
}

// feed sends the samples as the server asks for them and waits until they were
// played. When ctx ends, what is buffered is thrown away.
func (l *pulseLink) feed(ctx context.Context, stream *proto.CreatePlaybackStreamReply, clip Clip) {
	pcm := clip.PCM()
	l.asked.Add(int64(stream.Missing))
	for len(pcm) > 0 {
		n := min(l.asked.Load()&^1, int64(len(pcm)))
		if n > 0 {
			if l.client.Send(stream.StreamIndex, pcm[:n]) != nil {
				return
			}
			l.asked.Add(-n)
			pcm = pcm[n:]
			continue
		}
		select {
		case <-l.more:
		case <-l.lost:
			return
		case <-ctx.Done():
			l.flush(stream.StreamIndex)
			return
		}
	}
	l.client.SetTimeout(clip.Length() + 3*time.Second)
	stop := context.AfterFunc(ctx, func() { l.flush(stream.StreamIndex) })
	defer stop()
	// A failed drain means that the sound or the server is gone: it has ended.
	_ = l.client.Request(&proto.DrainPlaybackStream{StreamIndex: stream.StreamIndex}, nil)
}

// flush silences at once; ending the connection ends the stream.
func (l *pulseLink) flush(stream uint32) {
	_ = l.client.Request(&proto.FlushPlaybackStream{StreamIndex: stream}, nil)
	_ = l.conn.Close()
}

// Output tells the default output, its volume and whether it is muted.
func (p Pulse) Output(ctx context.Context) (Output, error) {
	link, err := p.dial(ctx)
	if err != nil {
		return Output{}, err
	}
	output, err := link.output()
	return output, errors.Join(err, link.conn.Close())
}

func (l *pulseLink) output() (Output, error) {
	var info proto.GetServerInfoReply
	if err := l.client.Request(&proto.GetServerInfo{}, &info); err != nil {
		return Output{}, fmt.Errorf("ask the sound server: %w", err)
	}
	// Servers without any hardware make up this output so that programs do not fail.
	if info.DefaultSinkName == "" || info.DefaultSinkName == "auto_null" {
		return Output{Via: "pulse", Fault: "the sound server has no output but a dummy"}, nil
	}
	var sink proto.GetSinkInfoReply
	err := l.client.Request(&proto.GetSinkInfo{SinkIndex: proto.Undefined, SinkName: info.DefaultSinkName}, &sink)
	if err != nil {
		return Output{}, fmt.Errorf("ask about the output %s: %w", Clean(info.DefaultSinkName, 80), err)
	}
	loudest := uint32(0)
	for _, v := range sink.ChannelVolumes {
		loudest = max(loudest, v)
	}
	return Output{
		Via: "pulse", Device: Clean(sink.Device, 80), Known: true, Muted: sink.Mute,
		Volume: int((uint64(loudest)*100 + uint64(proto.VolumeNorm)/2) / uint64(proto.VolumeNorm)),
	}, nil
}

// silence says why an output is not heard; empty: it is, or nobody tells.
func (o Output) silence() string {
	switch {
	case o.Known && o.Muted:
		return "the output is muted"
	case o.Known && o.Volume == 0:
		return "the output's volume is 0"
	}
	return ""
}

type pulseAddress struct{ network, place string }

// pulseAddresses reads the server string of PulseAudio: places separated by
// spaces, each unix:PATH, /PATH, tcp:, tcp4: or tcp6: and a host, with an
// optional {machine} in front that is no concern of ours.
func pulseAddresses(server string) []pulseAddress {
	if server == "" {
		server = os.Getenv("PULSE_SERVER")
	}
	if server == "" {
		return pulseDefaults()
	}
	var list []pulseAddress
	for _, place := range strings.Fields(server) {
		if strings.HasPrefix(place, "{") {
			_, place, _ = strings.Cut(place, "}")
		}
		network, rest, found := strings.Cut(place, ":")
		switch {
		case strings.HasPrefix(place, "/"):
			list = append(list, pulseAddress{"unix", place})
		case found && network == "unix":
			list = append(list, pulseAddress{"unix", rest})
		case found && (network == "tcp" || network == "tcp4" || network == "tcp6"):
			if _, _, err := net.SplitHostPort(rest); err != nil {
				rest = net.JoinHostPort(rest, "4713")
			}
			list = append(list, pulseAddress{network, rest})
		}
	}
	return list
}

func pulseDefaults() []pulseAddress {
	var list []pulseAddress
	if folder := os.Getenv("PULSE_RUNTIME_PATH"); folder != "" {
		list = append(list, pulseAddress{"unix", filepath.Join(folder, "native")})
	}
	folder := os.Getenv("XDG_RUNTIME_DIR")
	if folder == "" {
		folder = fmt.Sprintf("/run/user/%d", os.Getuid())
	}
	return append(list, pulseAddress{"unix", filepath.Join(folder, "pulse", "native")})
}

// pulseCookie is what tells us apart from other users; a server for this user
// alone takes any.
func pulseCookie() []byte {
	const size = 256
	var places []string
	if place := os.Getenv("PULSE_COOKIE"); place != "" {
		places = append(places, place)
	}
	if folder, err := os.UserConfigDir(); err == nil {
		places = append(places, filepath.Join(folder, "pulse", "cookie"))
	}
	for _, place := range places {
		if cookie, err := os.ReadFile(place); err == nil && len(cookie) == size {
			return cookie
		}
	}
	return make([]byte, size)
}
