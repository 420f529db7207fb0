package org.consilium.media.sctp;

/** Parameter types of INIT, INIT ACK, HEARTBEAT and RE-CONFIG, in the IANA registry of SCTP. */
final class ParameterType {
    static final int HEARTBEAT_INFO = 1;
    static final int IPV4_ADDRESS = 5;
    static final int IPV6_ADDRESS = 6;
    static final int STATE_COOKIE = 7;
    static final int UNRECOGNIZED_PARAMETER = 8;
    static final int COOKIE_PRESERVATIVE = 9;
    static final int SUPPORTED_ADDRESS_TYPES = 12;
    static final int OUTGOING_SSN_RESET_REQUEST = 13;
    static final int INCOMING_SSN_RESET_REQUEST = 14;
    static final int SSN_TSN_RESET_REQUEST = 15;
    static final int RE_CONFIGURATION_RESPONSE = 16;
    static final int ADD_OUTGOING_STREAMS_REQUEST = 17;
    static final int ADD_INCOMING_STREAMS_REQUEST = 18;

    /** RFC 5061 §4.2.7: chunk types beyond RFC 9260 that the sender understands. */
    static final int SUPPORTED_EXTENSIONS = 0x8008;

    /** RFC 3758 §3.1. */
    static final int FORWARD_TSN_SUPPORTED = 0xc000;

    private ParameterType() {}

    /** RFC 9260 §3.2.1: whether to go on behind an unknown parameter. */
    static boolean skipsUnknown(int type) {
        return (type & 0x8000) != 0;
    }

    /** RFC 9260 §3.2.1: whether to report an unknown parameter. */
    static boolean reportsUnknown(int type) {
        return (type & 0x4000) != 0;
    }
}
