package update

import (
	"slices"
	"strings"
	"testing"

	"turnaround/app/incident"
)

// glue keeps scanners of this repository from taking the tests for leaks.
func glue(parts ...string) string { return strings.Join(parts, "") }

func TestKeysAreFoundAsPeoplePasteThem(t *testing.T) {
	for _, text := range []string{
		"API key: 4f3c2b1a9d8e7f6a5b4c", "client_secret=abc123def456", "DB_PASSWORD=hunter22", "MYSQL_ROOT_PASSWORD: hunter22", `"password":"hunter22"`,
		"'password' => 'hunter22'", "<password>hunter22</password>", "**Password:** hunter22", "`password`: `hunter22`", "password:\nhunter22",
		"the password is Sommer2026!", "password is hunter2", "Das Passwort lautet Sommer2026!", "--password hunter22", "user admin / password S3cret!pass",
		"pass\u200bword: hunter22", "pas\u00adsword=hunter22", "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "curl -u admin:hunter22 https://x.example",
		glue("AKIA", "\u200b", "IOSFODNN7EXAMPLQ"), glue("xapp-", "1-A0123456789-1234567890123-abcdef"), glue("whsec_", "abcdefghijklmnopqrstuvwx"),
		glue("https://discord.com/api/", "webhooks/123456789012345678/abcdefghijklmnop"), glue("https://chat.example.com/", "hooks/abcdefghijklmnopqrstuvwxyz"),
		glue("GOCSPX-", "abcdefghijklmnopqrstuvwxyz12"), glue("pypi-", "AgEIcHlwaS5vcmcCJGFiY2RlZmdoLWlqa2w"), glue("hvs.", "CAESIabcdefghijklmnopqrstuv"),
		"https://x.example/file?sig=abcdefghijklmnopqrst%3D", "PuTTY-User-Key-File-2: ssh-rsa",
	} {
		for _, audience := range []Audience{Public, Internal} {
			if !absolute(checked(t, Draft{Text: "Card payments fail. " + text + " is it.", Audience: audience, Phase: incident.Investigating, Now: noon})) {
				t.Errorf("leaves for %s: %q", audience, text)
			}
		}
	}
}

func TestManyHonestWordsHideNoKey(t *testing.T) {
	text := strings.Repeat("The token service is slow, token refresh waits. ", 30) + "The password is hunter22x."
	if !absolute(checked(t, Draft{Text: text, Audience: Internal, Phase: incident.Investigating, Now: noon})) {
		t.Error("a password after sixty tokens leaves")
	}
}

func TestAHiddenSignMovesNoLeak(t *testing.T) {
	text := "Zahlungen\u00ad fehlen. Host pay\u200b.internal ist weg."
	for _, f := range checked(t, Draft{Text: text, Language: "de", Audience: Public, Phase: incident.Investigating, Now: noon}) {
		if f.ID == "CU20" {
			if got := text[f.From:f.To]; got != "pay\u200b.internal" {
				t.Errorf("marks %q", got)
			}
			return
		}
	}
	t.Error("the host is not found")
}

func TestWhatIsInsideAHouseIsFound(t *testing.T) {
	for _, text := range []string{
		"fd12:3456:789a:1::1", "[fe80::1ff:fe23:4567:890a]", "localhost:8080", "http://localhost:9093/x", "grafana.prod.example.com", "app.int.example.com",
		"ec2-54-1-2-3.compute.amazonaws.com", "ip-10-0-12-34", "checkout-7d9f8b6c5d-x2k4q", "eu-prod", "srv01", "arn:aws:iam::123456789012:role/admin",
		"s3://my-bucket/path", `\\fileserver\share\x`, "~/.ssh/id_rsa", "C:/Users/anna/x", "main.go:42", "at Object.run (/app/index.js:10:15)",
		"TypeError: Cannot read properties", "SELECT * FROM users", "INC0012345", "https://gitlab.acme.com/x", "https://prometheus.acme.com", "#inc-checkout",
		"4111 1111 1111 1111",
	} {
		if !slices.Contains(ids(checked(t, Draft{Text: "Card payments fail. See " + text + " now.", Audience: Public, Phase: incident.Investigating, Now: noon})), "CU20") {
			t.Errorf("leaves: %q", text)
		}
	}
}

func TestHonestUpdatesHoldNoLeak(t *testing.T) {
	for _, text := range []string{
		"Password reset e-mails are delayed for 1 in 5 customers.", "Sign-in with a password: resets take 30-minute waits.", "Your password is not affected. Your token is still valid.",
		"Requests with an API key return 503 errors.", "API key creation is delayed by 10-15 minutes.", "The token endpoint /oauth2/token fails for 1 in 10.", "Customers using OAuth2 tokens cannot sign in.",
		"PIN entry: customers wait up to 90 seconds.", "Two-factor PINs: codes take 5-10min.", "Web3 wallet payments fail.", "Customers see error PAY-1021 when paying.", "Der Fehlercode E-4711 erscheint.",
		"Exports for Q3-2026 are missing.", "Invoices INV-2026-001 to INV-2026-400 are wrong.", "Version 10.2.3.4 of our app crashes.", "Our outgoing address 2001:db8::1 is blocked.",
		"Customers in eu-west-1 and us-east-1 cannot deploy.", "See https://status.example.com/incidents/9f86d081884c7d659a2feaa0c55ad015 for more.", "Order 4111 1111 1111 1112 fails.",
		"Token: USDC/EUR prices are stale.", "ERC-20 transfers are late.", "Tokens (GPT-4o) are counted twice.", "Das Passwort-Zurücksetzen dauert 20-mal länger.", "Access token refresh: requests time out after 30s.",
		"New credentials: support@example.com", "Access token SAML2.0 logins fail.",
	} {
		for _, f := range checked(t, Draft{Text: text, Audience: Public, Phase: incident.Investigating, Now: noon}) {
			if f.ID == "CU20" {
				t.Errorf("%q: %s %q", text, f.Say(), text[f.From:f.To])
			}
		}
	}
}

func TestATitleLeaksAsATextDoes(t *testing.T) {
	for head, want := range map[string]string{"pay.internal is down": "CU20", "Payments fail\npassword: hunter22": "CU20", "Payments of Acme Ltd fail": "CU21", "Payments fail TBD": "CU31"} {
		found := checked(t, Draft{Text: "Card payments fail. Next update in 30 minutes.", Head: head, Customers: []string{"Acme Ltd"}, Audience: Public, Phase: incident.Investigating, Now: noon})
		at := slices.IndexFunc(found, func(f Finding) bool { return f.ID == want && f.Level == Block })
		if at < 0 || found[at].From != 0 || found[at].To != 0 {
			t.Errorf("%q: %v", head, found)
		}
	}
	if found := checked(t, Draft{Text: "Card payments fail for 1 in 8. Next update in 30 minutes.", Head: "Card payments", Phase: incident.Identified, Now: noon}); Blocks(found) {
		t.Errorf("a good title: %v", found)
	}
}

func TestATextForColleaguesLosesItsKeysAndNothingElse(t *testing.T) {
	pem := glue("-----BEGIN RSA ", "PRIVATE KEY-----\n", strings.Repeat("MIIEpAIBAAKCAQEA7bq8\n", 6), "-----END RSA ", "PRIVATE KEY-----")
	text := "On db-prod-3.internal, OPS-1234: password: hunter22, and " + glue("AKIA", "QWERTYUIOPASDFGH") + ".\n" + strings.Repeat("token = s3cr3t0x\n", 60) + pem + "\nThe end."
	got, err := WithoutKeys(text, "(out)")
	if err != nil {
		t.Fatal(err)
	}
	for _, gone := range []string{"hunter22", "QWERTY", "s3cr3t", "MIIE"} {
		if strings.Contains(got, gone) {
			t.Errorf("%q is still there:\n%s", gone, got)
		}
	}
	if !strings.HasPrefix(got, "On db-prod-3.internal, OPS-1234: password: (out), and (out).\n") || !strings.HasSuffix(got, "\nThe end.") {
		t.Errorf("the rest: %s", got)
	}
}
