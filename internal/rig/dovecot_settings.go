package rig

import (
	"fmt"
	"net"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
)

// settings writes the configuration. Dovecot runs wholly as one user without any
// rights, which it allows once its own users are that user and nothing is
// confined by chroot. Version 2.4 renamed most settings.
func (d *Dovecot) settings(certificate Certificate) string {
	root := root(d.t)
	names := map[string]string{
		"DIR": d.folder, "NAME": account(), "GROUP": group(),
		"UID": strconv.Itoa(serverUID()), "GID": strconv.Itoa(serverGID()),
		"CERT": certificate.Cert, "KEY": certificate.Key,
		"PLAIN": portOf(d.Addr), "TLS": portOf(d.TLSAddr), "STARTTLS": portOf(d.STARTTLS),
	}
	text := common
	if strings.HasPrefix(version(d.t), "2.3") {
		text += before24
	} else {
		text = since24 + text
	}
	if libexec := filepath.Join(root, "usr/lib/dovecot"); isFolder(libexec) {
		text += "libexec_dir = " + libexec + "\nmail_plugin_dir = " + filepath.Join(libexec, "modules") + "\n"
	}
	for name, value := range names {
		text = strings.ReplaceAll(text, "@"+name+"@", value)
	}
	return text
}

// common is what every version understands.
const common = `
protocols = imap
base_dir = @DIR@/run
state_dir = @DIR@/state
log_path = /dev/stderr
default_internal_user = @NAME@
default_internal_group = @GROUP@
default_login_user = @NAME@
first_valid_uid = @UID@
first_valid_gid = @GID@
mail_max_userip_connections = 100
mailbox_list_index = yes
service anvil {
  chroot =
}
service stats {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = @PLAIN@
  }
  inet_listener imaps {
    port = @TLS@
    ssl = yes
  }
  inet_listener starttls {
    port = @STARTTLS@
  }
}
`

const before24 = `
import_environment = TZ LD_LIBRARY_PATH
listen = 127.0.0.1
ssl = yes
ssl_cert = <@CERT@
ssl_key = <@KEY@
mail_location = maildir:@DIR@/mail/maildir
disable_plaintext_auth = no
passdb {
  driver = passwd-file
  args = @DIR@/users
}
userdb {
  driver = static
  args = uid=@UID@ gid=@GID@ home=@DIR@/mail
}
`

const since24 = `dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
import_environment {
  LD_LIBRARY_PATH = %{env:LD_LIBRARY_PATH}
}
listen = 127.0.0.1
ssl = yes
ssl_server_cert_file = @CERT@
ssl_server_key_file = @KEY@
mail_driver = maildir
mail_path = @DIR@/mail/maildir
auth_allow_cleartext = yes
passdb passwd-file {
  passwd_file_path = @DIR@/users
}
userdb static {
  fields {
    uid = @UID@
    gid = @GID@
    home = @DIR@/mail
  }
}
`

func serverUID() int {
	if uid := os.Getuid(); uid != 0 {
		return uid
	}
	return nobody
}

func serverGID() int {
	if os.Getuid() != 0 {
		return os.Getgid()
	}
	return nobody
}

// account is the name of the user that the server runs as.
func account() string {
	if found, err := user.LookupId(strconv.Itoa(serverUID())); err == nil {
		return found.Username
	}
	return fmt.Sprint(serverUID())
}

// group is the name of the group that the server runs in.
func group() string {
	if found, err := user.LookupGroupId(strconv.Itoa(serverGID())); err == nil {
		return found.Name
	}
	return fmt.Sprint(serverGID())
}

func portOf(address string) string {
	_, port, _ := net.SplitHostPort(address)
	return port
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
