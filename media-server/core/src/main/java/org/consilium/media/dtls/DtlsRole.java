package org.consilium.media.dtls;

/** Who sends the ClientHello: {@code a=setup:active} is the client (RFC 8842 §5). */
public enum DtlsRole {
    CLIENT,
    SERVER
}
