package analyze

// facilityTable is the knowledge about libraries: what opens which files. The
// places were found in the man pages named beside them and checked with
// strace(1) on Debian 12.
func facilityTable() []facility {
	return []facility{
		{
			// getpwnam(3), getgrnam(3), nsswitch.conf(5)
			name:    "users",
			symbols: "getpwnam getpwnam_r getpwuid getpwuid_r getpwent getgrnam getgrnam_r getgrgid getgrgid_r getgrent getgrouplist initgroups",
			text:    "/etc/passwd",
			places: []place{
				{"/etc/group", read, "names of groups"},
				{"/etc/nsswitch.conf", read, "order of name services"},
				{"/etc/passwd", read, "names of users"},
			},
		},
		{
			// getaddrinfo(3), resolver(5), host.conf(5), gai.conf(5)
			name:    "hosts",
			symbols: "getaddrinfo getnameinfo gethostbyname gethostbyname2 gethostbyname_r gethostbyname2_r gethostbyaddr gethostbyaddr_r res_init __res_init res_query __res_query res_search __res_search ares_init ares_init_options",
			text:    "/etc/resolv.conf",
			places: []place{
				{"/etc/gai.conf", read, "order of addresses"},
				{"/etc/host.conf", read, "resolver configuration"},
				{"/etc/hosts", read, "names of hosts"},
				{"/etc/nsswitch.conf", read, "order of name services"},
				{"/etc/protocols", read, "names of protocols"},
				{"/etc/resolv.conf", read, "addresses of name servers"},
				{"/etc/services", read, "names of ports"},
			},
		},
		{
			// getservbyname(3), getprotobyname(3)
			name:    "services",
			symbols: "getservbyname getservbyname_r getservbyport getservbyport_r getprotobyname getprotobyname_r getprotobynumber getprotobynumber_r",
			places: []place{
				{"/etc/nsswitch.conf", read, "order of name services"},
				{"/etc/protocols", read, "names of protocols"},
				{"/etc/services", read, "names of ports"},
			},
		},
		{
			// openssl's config(5ssl) and OPENSSLDIR of Debian, /usr/lib/ssl
			name: "tls",
			libs: "libssl libcrypto libgnutls libnss3 libmbedtls",
			text: "/etc/ssl/certs",
			places: []place{
				{"/etc/crypto-policies", read, "TLS policy of the system"},
				{"/etc/gnutls", read, "TLS configuration"},
				{"/etc/pki/ca-trust/extracted", read, "certificate authorities"},
				{"/etc/pki/tls/cert.pem", read, "certificate authorities"},
				{"/etc/ssl/cert.pem", read, "certificate authorities"},
				{"/etc/ssl/certs", read, "certificate authorities"},
				{"/etc/ssl/openssl.cnf", read, "TLS configuration"},
				{"/usr/lib/ssl", read, "TLS configuration"},
				{"/usr/lib/{triplet}/engines-3", modules, "TLS engines"},
				{"/usr/lib/{triplet}/ossl-modules", modules, "TLS providers"},
				{"/usr/local/share/ca-certificates", read, "certificate authorities, linked to from /etc/ssl/certs"},
				{"/usr/share/ca-certificates", read, "certificate authorities, linked to from /etc/ssl/certs"},
			},
		},
		{
			// setlocale(3), iconv_open(3), locale(7)
			name:    "locale",
			symbols: "setlocale newlocale iconv_open bindtextdomain",
			places: []place{
				{"/etc/locale.alias", read, "names of locales"},
				{"/usr/lib/locale", read, "locales"},
				{"/usr/lib/{triplet}/gconv", read, "character sets"},
				{"/usr/share/i18n", read, "character sets"},
				{"/usr/share/locale", read, "translations"},
			},
		},
		{
			// tzset(3)
			name:    "timezone",
			symbols: "localtime localtime_r mktime tzset",
			text:    "/usr/share/zoneinfo",
			places: []place{
				{"/etc/localtime", read, "local time"},
				{"/etc/timezone", read, "local time"},
				{"/usr/share/zoneinfo", read, "time zones"},
			},
		},
		{
			// terminfo(5), readline(3)
			name: "terminal",
			libs: "libtinfo libncurses libncursesw libreadline libedit libslang",
			places: []place{
				{"/etc/inputrc", read, "line editing"},
				{"/etc/terminfo", read, "descriptions of terminals"},
				{"/lib/terminfo", read, "descriptions of terminals"},
				{"/usr/share/terminfo", read, "descriptions of terminals"},
				{"{home}/.editrc", read, "line editing"},
				{"{home}/.inputrc", read, "line editing"},
			},
		},
		{
			// krb5.conf(5)
			name: "kerberos",
			libs: "libkrb5",
			places: []place{
				{"/etc/krb5.conf", read, "Kerberos configuration"},
				{"/etc/krb5.conf.d", read, "Kerberos configuration"},
			},
		},
		{
			// ldap.conf(5)
			name:   "ldap",
			libs:   "libldap libldap-2 libldap-2.5",
			places: []place{{"/etc/ldap/ldap.conf", read, "LDAP configuration"}},
		},
		{
			// fonts-conf(5)
			name: "fonts",
			libs: "libfontconfig",
			places: []place{
				{"/etc/fonts", read, "font configuration"},
				{"/usr/share/fontconfig", read, "font configuration"},
				{"/usr/share/fonts", read, "fonts"},
				{"/var/cache/fontconfig", read, "font cache"},
			},
		},
	}
}
