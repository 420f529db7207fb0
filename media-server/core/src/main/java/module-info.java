/** The pure media core. It asks for nothing: packets, time and randomness are told to it. */
module org.consilium.media {
    requires static transitive org.jspecify;

    exports org.consilium.media;
    exports org.consilium.media.buffer;
    exports org.consilium.media.bwe;
    exports org.consilium.media.dtls;
    exports org.consilium.media.ice;
    exports org.consilium.media.pacing;
    exports org.consilium.media.peer.negotiation;
    exports org.consilium.media.receive;
    exports org.consilium.media.room;
    exports org.consilium.media.rtcp;
    exports org.consilium.media.rtp;
    exports org.consilium.media.sctp;
    exports org.consilium.media.sdp;
    exports org.consilium.media.send;
    exports org.consilium.media.stun;
    exports org.consilium.media.srtp;
    exports org.consilium.media.time;
}
