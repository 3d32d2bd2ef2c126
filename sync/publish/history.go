// Package publish speaks with the channels through which customers hear.
package publish

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"

	words "turnaround/app/text"
	"turnaround/sync/source"
)

// historyLimit bounds the answer of a page: fifty incidents with long texts are
// about half a megabyte.
const historyLimit = 20 << 20

// historyPath is where a Statuspage tells its last fifty incidents, without a key.
const historyPath = "/api/v2/incidents.json"

// HistoryAddress makes what a person pastes (the page's address, any page of
// it, or the answer's own address) into the address of its history.
func HistoryAddress(text string) (string, error) {
	text = strings.TrimSpace(text)
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return "", fmt.Errorf("%q is no address of a status page; give one like https://status.example.org", words.Line(text, 80))
	}
	u.RawQuery, u.Fragment, u.User = "", "", nil
	if !strings.HasSuffix(u.Path, ".json") {
		u.Path = historyPath
	}
	return u.String(), nil
}

// History reads the history that a public Statuspage tells anybody.
func History(ctx context.Context, address string) ([]byte, error) {
	address, err := HistoryAddress(address)
	if err != nil {
		return nil, err
	}
	host := address
	if u, err := url.Parse(address); err == nil {
		host = u.Host
	}
	client := resty.NewWithClient(&http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{
		Proxy: http.ProxyFromEnvironment, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout: 10 * time.Second, ForceAttemptHTTP2: true, DisableKeepAlives: true,
	}}).SetResponseBodyLimit(historyLimit).SetHeader("Accept", "application/json")
	answer, err := client.R().SetContext(ctx).Get(address)
	if err != nil {
		return nil, unreachable(host, err)
	}
	if answer.StatusCode() != http.StatusOK {
		f := &source.Fault{Kind: source.ErrAnswer, What: fmt.Sprintf("%s answered %d to %s", host, answer.StatusCode(), address),
			Fix: "check the address; only pages made by Atlassian Statuspage are read"}
		if answer.StatusCode() == http.StatusTooManyRequests {
			f.Kind, f.Fix = source.ErrBusy, "try again in a minute"
		}
		return nil, f
	}
	return answer.Body(), nil
}

func unreachable(host string, err error) error {
	f := &source.Fault{Kind: source.ErrUnreachable, What: host + " is not reachable", Fix: "check the address and the network", Err: err}
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		f.Err = wrapped.Err
	}
	var dns *net.DNSError
	var verify *tls.CertificateVerificationError
	switch {
	case errors.Is(err, resty.ErrResponseBodyTooLarge):
		f.Kind, f.What, f.Fix = source.ErrAnswer, fmt.Sprintf("%s answered with more than %d MB", host, historyLimit>>20), "save the history to a file and give that"
	case errors.As(err, &dns):
		f.What = "the name of " + host + " is not known"
	case errors.As(err, &verify):
		f.Kind, f.What, f.Fix = source.ErrTLS, "the certificate of "+host+" is not trusted", "open the page in a browser and look at its certificate"
	}
	return f
}
