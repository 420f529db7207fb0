package org.consilium.server.signal;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.random.RandomGenerator;
import livekit.LivekitModels.Codec;
import livekit.LivekitModels.ServerInfo;

/** What this server says of itself in every join answer. Immutable; any thread. */
final class ServerIdentity {
    /**
     * The version of the protocol's reference server whose behaviour we follow. Clients switch
     * features by it: one library throws when it is empty, turns RPC off below 1.8.0, and above
     * 1.13.6 publishes VP9 and AV1 in a way we do not forward.
     */
    static final String VERSION = "1.13.5";

    /** The protocol number we speak. */
    static final int PROTOCOL = 17;

    /** Clients below this know neither our SDP nor our messages. */
    static final int MIN_CLIENT_PROTOCOL = 9;

    static final int PING_INTERVAL_SECONDS = 5;
    static final int PING_TIMEOUT_SECONDS = 15;

    /**
     * Empty: with a list, one client library sends its offer before the answer to AddTrack and
     * takes over the choice of the codec; without it everything is strictly in sequence, and a
     * codec we do not forward is replaced in {@code TrackInfo.codecs}.
     */
    static final List<Codec> ENABLED_PUBLISH_CODECS = List.of();

    /** Whether clients open their publisher connection before they publish. */
    static final boolean FAST_PUBLISH = false;

    private static final int SIF_TRAILER_BYTES = 16;

    private final ServerInfo info;
    private final byte[] sifSecret = new byte[32];

    ServerIdentity(String nodeId, String region, RandomGenerator random) {
        info =
                ServerInfo.newBuilder()
                        .setEdition(ServerInfo.Edition.Standard)
                        .setVersion(VERSION)
                        .setProtocol(PROTOCOL)
                        .setRegion(region)
                        .setNodeId(nodeId)
                        .build();
        random.nextBytes(sifSecret);
    }

    ServerInfo info() {
        return info;
    }

    /**
     * The bytes that would mark frames the server itself put into an encrypted stream: one value
     * per room, unguessable from outside, the same for everybody in it.
     */
    ByteString sifTrailer(String roomSid) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(sifSecret);
            byte[] digest = sha256.digest(roomSid.getBytes(StandardCharsets.UTF_8));
            return ByteString.copyFrom(digest, 0, SIF_TRAILER_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
