package org.consilium.server.signal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.util.Objects;
import java.util.Random;
import livekit.LivekitModels.ActiveSpeakerUpdate;
import livekit.LivekitModels.ChatMessage;
import livekit.LivekitModels.DataPacket;
import livekit.LivekitModels.UserPacket;
import org.consilium.media.room.DataPacketCodec.Sender;
import org.consilium.media.room.DataPacketCodec.Stamped;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // the copies for older clients
class DataPacketsTest {
    private static final Sender ADA = new Sender("PA_1", "ada");

    private final DataPackets packets = new DataPackets();

    private Stamped stamp(DataPacket.Builder packet, boolean reliable) {
        return Objects.requireNonNull(packets.stamp(packet.build().toByteArray(), reliable, ADA));
    }

    @Test
    void theSenderIsWhoReallySentIt() throws Exception {
        var forged =
                DataPacket.newBuilder()
                        .setParticipantSid("PA_victim")
                        .setParticipantIdentity("victim")
                        .setKind(DataPacket.Kind.RELIABLE)
                        .setSequence(-1)
                        .setUser(
                                UserPacket.newBuilder()
                                        .setParticipantSid("PA_victim")
                                        .setParticipantIdentity("victim")
                                        .setTopic("topic")
                                        .setPayload(ByteString.copyFromUtf8("hello")));
        Stamped stamped = stamp(forged, false);
        DataPacket packet = DataPacket.parseFrom(stamped.packet());
        assertThat(packet.getParticipantSid()).isEqualTo("PA_1");
        assertThat(packet.getParticipantIdentity()).isEqualTo("ada");
        assertThat(packet.getUser().getParticipantSid()).isEqualTo("PA_1");
        assertThat(packet.getUser().getParticipantIdentity()).isEqualTo("ada");
        assertThat(packet.getUser().getPayload().toStringUtf8()).isEqualTo("hello");
        assertThat(packet.getUser().getTopic()).isEqualTo("topic");
        assertThat(packet.getKind()).isEqualTo(DataPacket.Kind.LOSSY);
        assertThat(stamped.sequence()).isEqualTo(0xffff_ffffL);
    }

    @Test
    void hiddenSendersStayHidden() throws Exception {
        byte[] packet =
                DataPacket.newBuilder()
                        .setParticipantIdentity("me")
                        .setUser(UserPacket.newBuilder().setParticipantIdentity("me"))
                        .build()
                        .toByteArray();
        Stamped stamped = Objects.requireNonNull(packets.stamp(packet, true, null));
        DataPacket sent = DataPacket.parseFrom(stamped.packet());
        assertThat(sent.getParticipantIdentity()).isEmpty();
        assertThat(sent.getUser().getParticipantIdentity()).isEmpty();
    }

    @Test
    void destinationsStandInBothPlaces() throws Exception {
        Stamped outer =
                stamp(
                        DataPacket.newBuilder()
                                .addDestinationIdentities("bob")
                                .setUser(UserPacket.getDefaultInstance()),
                        true);
        assertThat(outer.destinationIdentities()).containsExactly("bob");
        assertThat(DataPacket.parseFrom(outer.packet()).getUser().getDestinationIdentitiesList())
                .containsExactly("bob");
        Stamped inner =
                stamp(
                        DataPacket.newBuilder()
                                .setUser(
                                        UserPacket.newBuilder()
                                                .addDestinationIdentities("bob")
                                                .addDestinationSids("PA_2")),
                        true);
        assertThat(inner.destinationIdentities()).containsExactly("bob");
        assertThat(inner.destinationSids()).containsExactly("PA_2");
        assertThat(DataPacket.parseFrom(inner.packet()).getDestinationIdentitiesList())
                .containsExactly("bob");
    }

    @Test
    void whatWeDoNotKnowGoesOnUnchanged() throws Exception {
        var news =
                UnknownFieldSet.newBuilder()
                        .addField(
                                77,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(ByteString.copyFromUtf8("new"))
                                        .build())
                        .build();
        Stamped stamped = stamp(DataPacket.newBuilder().setUnknownFields(news), true);
        assertThat(DataPacket.parseFrom(stamped.packet()).getUnknownFields()).isEqualTo(news);
        var chat = ChatMessage.newBuilder().setMessage("hi").build();
        assertThat(
                        DataPacket.parseFrom(
                                        stamp(DataPacket.newBuilder().setChatMessage(chat), true)
                                                .packet())
                                .getChatMessage())
                .isEqualTo(chat);
    }

    @Test
    void nobodyButTheServerSaysWhoSpeaks() {
        byte[] packet =
                DataPacket.newBuilder()
                        .setSpeaker(ActiveSpeakerUpdate.getDefaultInstance())
                        .build()
                        .toByteArray();
        assertThat(packets.stamp(packet, true, ADA)).isNull();
    }

    @Test
    void survivesAnyBytes() {
        long seed = 11;
        var random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 100_000; i++) {
            var bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            if (packets.stamp(bytes, random.nextBoolean(), ADA) == null) {
                refused++;
            }
        }
        assertThat(refused).as("seed %s", seed).isPositive();
    }
}
