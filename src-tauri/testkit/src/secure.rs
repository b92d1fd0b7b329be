//! Certificates, good and bad, and the page server's side of a secure connection.

use std::{io, sync::Arc};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
};
use tokio::net::TcpStream;
use tokio_rustls::{TlsAcceptor, server::TlsStream};

/// What loopback is called in a good certificate.
const LOOPBACK: [&str; 2] = ["127.0.0.1", "localhost"];
/// The name of HTTP/2 where a connection is agreed on.
const HTTP2: &[u8] = b"h2";

/// Somebody who vouches for sites; trusted by whoever is told to.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: CertificateDer<'static>,
}

impl Authority {
    /// A new one, that nobody trusts yet.
    ///
    /// # Panics
    /// When no key can be made.
    #[must_use]
    pub fn new() -> Self {
        let mut params = named(&[]);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.self_signed(&key).expect("a certificate").der().clone();
        Self { issuer: Issuer::new(params, key), certificate }
    }

    /// Its certificate, DER: what a client is told to trust.
    #[must_use]
    pub fn certificate(&self) -> Vec<u8> {
        self.certificate.to_vec()
    }

    /// A certificate that holds for loopback.
    #[must_use]
    pub fn identity(&self) -> Identity {
        self.vouch(named(&LOOPBACK))
    }

    /// One that held until some years ago.
    #[must_use]
    pub fn expired(&self) -> Identity {
        let mut params = named(&LOOPBACK);
        (params.not_before, params.not_after) =
            (date_time_ymd(2019, 1, 1), date_time_ymd(2020, 1, 1));
        self.vouch(params)
    }

    /// One that holds for another site.
    #[must_use]
    pub fn of_another_site(&self) -> Identity {
        self.vouch(named(&["paper.example"]))
    }

    fn vouch(&self, params: CertificateParams) -> Identity {
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        Identity::of(certificate.der().clone(), &key)
    }
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

/// What a server proves itself with, and what it speaks.
#[derive(Debug)]
pub struct Identity {
    certificate: CertificateDer<'static>,
    key: PrivatePkcs8KeyDer<'static>,
    protocols: Vec<Vec<u8>>,
}

impl Identity {
    /// A certificate for loopback that nobody vouches for but itself.
    ///
    /// # Panics
    /// When no key can be made.
    #[must_use]
    pub fn self_signed() -> Self {
        let key = KeyPair::generate().expect("a key");
        let certificate = named(&LOOPBACK).self_signed(&key).expect("a certificate");
        Self::of(certificate.der().clone(), &key)
    }

    /// The same for a server that does not know HTTP/2.
    #[must_use]
    pub fn without_http2(mut self) -> Self {
        self.protocols.retain(|protocol| protocol != HTTP2);
        self
    }

    fn of(certificate: CertificateDer<'static>, key: &KeyPair) -> Self {
        let key = PrivatePkcs8KeyDer::from(key.serialize_der());
        Self { certificate, key, protocols: vec![HTTP2.to_vec(), b"http/1.1".to_vec()] }
    }
}

fn named(names: &[&str]) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    CertificateParams::new(names).expect("names")
}

/// Takes connections as a site with that identity does.
pub(crate) struct Acceptor(TlsAcceptor);

impl Acceptor {
    pub(crate) fn new(identity: Identity) -> Self {
        let Identity { certificate, key, protocols } = identity;
        let mut config =
            ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
                .with_safe_default_protocol_versions()
                .expect("versions of TLS")
                .with_no_client_auth()
                .with_single_cert(vec![certificate], PrivateKeyDer::Pkcs8(key))
                .expect("a certificate that fits its key");
        config.alpn_protocols = protocols;
        Self(TlsAcceptor::from(Arc::new(config)))
    }

    /// The connection once it is secure, and whether HTTP/2 was agreed on.
    pub(crate) async fn accept(
        &self,
        stream: TcpStream,
    ) -> io::Result<(TlsStream<TcpStream>, bool)> {
        let stream = self.0.accept(stream).await?;
        let http2 = stream.get_ref().1.alpn_protocol() == Some(HTTP2);
        Ok((stream, http2))
    }
}
