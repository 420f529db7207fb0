package org.consilium.server.signal;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import livekit.LivekitModels.DataPacket;
import livekit.LivekitModels.UserPacket;
import org.consilium.media.room.DataPacketCodec;
import org.jspecify.annotations.Nullable;

/**
 * Stamps data packets with their true sender. Pure; runs on the room's loop for every packet.
 *
 * <p>What a packet carries is opaque and goes on byte for byte, also when these message classes do
 * not know it. Senders and destinations stand in two places for the sake of older clients; both are
 * made to say the same.
 */
public final class DataPackets implements DataPacketCodec {
    @Override
    @SuppressWarnings("deprecation") // kind, speaker, the fields of UserPacket: older clients
    public @Nullable Stamped stamp(byte[] packet, boolean reliable, @Nullable Sender sender) {
        DataPacket received;
        try {
            received = DataPacket.parseFrom(packet);
        } catch (InvalidProtocolBufferException e) {
            return null;
        }
        // Who speaks is for the server to say.
        if (received.hasSpeaker()) {
            return null;
        }
        String sid = sender == null ? "" : sender.sid();
        String identity = sender == null ? "" : sender.identity();
        DataPacket.Builder stamped =
                received.toBuilder()
                        .setKind(reliable ? DataPacket.Kind.RELIABLE : DataPacket.Kind.LOSSY)
                        .setParticipantSid(sid)
                        .setParticipantIdentity(identity);
        List<String> identities = List.copyOf(received.getDestinationIdentitiesList());
        List<String> sids = List.of();
        if (received.hasUser()) {
            UserPacket user = received.getUser();
            sids = List.copyOf(user.getDestinationSidsList());
            if (identities.isEmpty()) {
                identities = List.copyOf(user.getDestinationIdentitiesList());
            }
            stamped.clearDestinationIdentities().addAllDestinationIdentities(identities);
            stamped.setUser(
                    user.toBuilder()
                            .setParticipantSid(sid)
                            .setParticipantIdentity(identity)
                            .clearDestinationIdentities()
                            .addAllDestinationIdentities(identities));
        }
        return new Stamped(
                stamped.build().toByteArray(),
                Integer.toUnsignedLong(received.getSequence()),
                identities,
                sids);
    }
}
