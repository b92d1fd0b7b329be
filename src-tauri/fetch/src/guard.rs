//! The address guard: which addresses are asked freely, on permission only, or never.
//!
//! A literal address is judged before a request; a name is judged by the addresses that it
//! resolves to, inside the resolver that the connection is made with, so that no second answer
//! of the name service can slip in between.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// Where an address leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Zone {
    /// The open internet.
    Public,
    /// This computer, its network, or what tunnels into it: on permission only.
    Private,
    /// Link-local, metadata services, groups and what is no host: never.
    Forbidden,
}

/// Whether the address is private as it stands, without looking a name up: a literal address of
/// this computer or its network, or a `localhost` name.
#[must_use]
pub fn is_private(url: &Url) -> bool {
    literal(url) == Some(Zone::Private)
}

/// The zone of an address that needs no look-up; `None` for a name.
pub(crate) fn literal(url: &Url) -> Option<Zone> {
    match url.host()? {
        Host::Ipv4(address) => Some(zone_v4(address)),
        Host::Ipv6(address) => Some(zone_v6(address)),
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            let local = name == "localhost" || name.ends_with(".localhost");
            local.then_some(Zone::Private)
        }
    }
}

/// The zone of one address.
pub(crate) fn zone(address: IpAddr) -> Zone {
    match address {
        IpAddr::V4(address) => zone_v4(address),
        IpAddr::V6(address) => zone_v6(address),
    }
}

fn zone_v4(address: Ipv4Addr) -> Zone {
    match address.octets() {
        // Metadata services that stand outside the link-local range.
        [100, 100, 100, 200] | [168, 63, 129, 16] | [192, 0, 0, 192] => Zone::Forbidden,
        // "This host" connects to loopback.
        [0, 0, 0, 0] => Zone::Private,
        [0, ..] | [169, 254, ..] => Zone::Forbidden,
        [127 | 10, ..] | [192, 168, ..] => Zone::Private,
        [172, second, ..] if (16..32).contains(&second) => Zone::Private,
        // Carrier-grade NAT, also the range of several private overlay networks.
        [100, second, ..] if (64..128).contains(&second) => Zone::Private,
        // Benchmarking; some local proxies answer every name from it.
        [198, 18 | 19, ..] => Zone::Private,
        // Protocol assignments and documentation: nothing is there.
        [192, 0, 0 | 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => Zone::Forbidden,
        // The former 6to4 relay.
        [192, 88, 99, _] => Zone::Forbidden,
        // Groups, the reserved range and broadcast.
        [224..=255, ..] => Zone::Forbidden,
        _ => Zone::Public,
    }
}

fn zone_v6(address: Ipv6Addr) -> Zone {
    let embedded = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        zone_v4(Ipv4Addr::new(a, b, c, d))
    };
    match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => Zone::Private,
        // Mapped, translated and compatible forms of an IPv4 address, and NAT64.
        [0, 0, 0, 0, 0, 0xffff, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0, 0, 0, 0, 0, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => embedded(high, low),
        // NAT64 of the own network: it may lead anywhere inside.
        [0x64, 0xff9b, 1, ..] => Zone::Private,
        // Teredo hides the address with all bits turned.
        [0x2001, 0, _, _, _, _, high, low] => embedded(!high, !low),
        [0x2002, high, low, ..] => embedded(high, low),
        // The metadata service of a large cloud inside the unique local range.
        [0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254] | [0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254] => {
            Zone::Forbidden
        }
        [first, ..] if first & 0xfe00 == 0xfc00 => Zone::Private,
        // Site-local, out of use since 2004.
        [first, ..] if first & 0xffc0 == 0xfec0 => Zone::Private,
        // Documentation.
        [0x2001, 0xdb8, ..] | [0x3fff, ..] => Zone::Forbidden,
        [first, ..] if first & 0xe000 == 0x2000 => Zone::Public,
        // Link-local, groups and every range that is not given out.
        _ => Zone::Forbidden,
    }
}

/// Ports of other services, on which no web page is; the list of the Fetch standard.
pub(crate) fn is_port_of_another_service(port: u16) -> bool {
    #[rustfmt::skip]
    const PORTS: [u16; 83] = [
        0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95,
        101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179,
        389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601,
        636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566,
        6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
    ];
    PORTS.contains(&port)
}

/// A name led only to addresses that may not be asked.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to a {0:?} address")]
pub(crate) struct Refused(pub(crate) Zone);

/// The name is not known.
#[derive(Debug, thiserror::Error)]
#[error("the name is not known")]
pub(crate) struct Unknown(#[source] Option<std::io::Error>);

/// Looks names up by the system and lets through only addresses of the zones that it may give.
#[derive(Debug, Clone)]
pub(crate) struct Guard {
    /// Whether private addresses are let through.
    private: bool,
    /// Names that stand for public sites in tests, though they lead to loopback.
    #[cfg(test)]
    pub(crate) stage: std::collections::HashMap<String, IpAddr>,
}

impl Guard {
    pub(crate) fn new(private: bool) -> Self {
        Self {
            private,
            #[cfg(test)]
            stage: std::collections::HashMap::new(),
        }
    }

    /// The addresses of `found` that may be connected to.
    ///
    /// # Errors
    /// When there are none, says which zone stood in the way.
    fn admit(&self, found: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, Refused> {
        let mut refused = Zone::Forbidden;
        let admitted: Vec<_> = found
            .into_iter()
            .filter(|address| match zone(address.ip()) {
                Zone::Public => true,
                Zone::Private => {
                    refused = Zone::Private;
                    self.private
                }
                Zone::Forbidden => false,
            })
            .collect();
        if admitted.is_empty() { Err(Refused(refused)) } else { Ok(admitted) }
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        #[cfg(test)]
        if let Some(address) = self.stage.get(name.as_str()) {
            let addresses = vec![SocketAddr::new(*address, 0)];
            return Box::pin(async { Ok(Box::new(addresses.into_iter()) as Addrs) });
        }
        let guard = self.clone();
        Box::pin(async move {
            let found: Vec<_> = tokio::net::lookup_host((name.as_str(), 0))
                .await
                .map_err(|error| Unknown(Some(error)))?
                .collect();
            if found.is_empty() {
                return Err(Unknown(None).into());
            }
            Ok(Box::new(guard.admit(found)?.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone_of(url: &str) -> Option<Zone> {
        literal(&Url::parse(url).unwrap())
    }

    #[test]
    fn every_spelling_of_a_private_address_is_private() {
        for url in [
            "http://127.0.0.1/",
            "http://127.9.9.9/",
            "http://2130706433/",
            "http://0177.0.0.1/",
            "http://0x7f000001/",
            "http://127.1/",
            "http://127.0.0.1./",
            "http://１２７.０.０.１/",
            "http://0.0.0.0/",
            "http://10.1.2.3/",
            "http://172.16.0.1/",
            "http://172.31.255.255/",
            "http://192.168.1.1/",
            "http://100.64.0.1/",
            "http://198.18.0.1/",
            "http://[::1]/",
            "http://[::]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::FFFF:7F00:1]/",
            "http://[::127.0.0.1]/",
            "http://[64:ff9b::7f00:1]/",
            "http://[64:ff9b::10.0.0.1]/",
            "http://[64:ff9b:1::1]/",
            "http://[2002:7f00:1::]/",
            "http://[2002:c0a8:101::1]/",
            "http://[fd12:3456::1]/",
            "http://[fc00::1]/",
            "http://localhost/",
            "http://LOCALHOST./",
            "http://a.localhost:8080/",
        ] {
            assert_eq!(zone_of(url), Some(Zone::Private), "{url}");
        }
    }

    #[test]
    fn metadata_and_link_local_addresses_are_never_asked() {
        for url in [
            "http://169.254.169.254/latest/meta-data/",
            "http://169.254.1.1/",
            "http://100.100.100.200/",
            "http://168.63.129.16/",
            "http://[fe80::1]/",
            "http://[fd00:ec2::254]/",
            "http://[::ffff:169.254.169.254]/",
            "http://[64:ff9b::169.254.169.254]/",
            "http://[2002:a9fe:a9fe::]/",
            "http://0.1.2.3/",
            "http://224.0.0.1/",
            "http://255.255.255.255/",
            "http://[ff02::1]/",
            "http://[2001:db8::1]/",
            "http://192.0.2.1/",
        ] {
            assert_eq!(zone_of(url), Some(Zone::Forbidden), "{url}");
        }
    }

    #[test]
    fn public_addresses_and_names_are_left_to_the_look_up() {
        for url in [
            "http://8.8.8.8/",
            "http://172.15.0.1/",
            "http://172.32.0.1/",
            "http://100.128.0.1/",
            "http://[2606:4700::1111]/",
            "http://[64:ff9b::8.8.8.8]/",
            "http://[2002:808:808::]/",
        ] {
            assert_eq!(zone_of(url), Some(Zone::Public), "{url}");
        }
        assert_eq!(zone_of("http://localhost.example.com/"), None);
        assert_eq!(zone_of("http://127.0.0.1.example.com/"), None);
    }

    #[test]
    fn a_name_with_one_public_address_is_connected_to_that_one_only() {
        let found = || {
            ["127.0.0.1:0", "169.254.169.254:0", "8.8.8.8:0"].map(|a| a.parse().unwrap()).to_vec()
        };
        let admit = |private| Guard::new(private).admit(found()).unwrap();
        assert_eq!(admit(false), ["8.8.8.8:0".parse().unwrap()]);
        assert_eq!(admit(true), ["127.0.0.1:0", "8.8.8.8:0"].map(|a| a.parse().unwrap()));
    }

    #[test]
    fn a_name_of_private_addresses_only_is_refused_and_says_so() {
        let refused = |address: &str, private| {
            Guard::new(private).admit(vec![address.parse().unwrap()]).unwrap_err().0
        };
        assert_eq!(refused("127.0.0.1:0", false), Zone::Private);
        assert_eq!(refused("169.254.169.254:0", true), Zone::Forbidden);
    }
}
