package org.consilium.media.rtcp;

/** Walks a compound RTCP packet (RFC 3550 §6.1). Stateless. */
@SuppressWarnings("DoNotCallSuggester") // not built yet
public final class RtcpReader {
    private RtcpReader() {}

    /**
     * Visits all that is well-formed and known. Reads up to the first packet whose header or length
     * is wrong; an unknown type or a malformed body is skipped.
     *
     * @return true when the whole compound was well-formed, unknown types included
     */
    public static boolean read(byte[] array, int offset, int length, RtcpVisitor visitor) {
        throw new UnsupportedOperationException();
    }
}
