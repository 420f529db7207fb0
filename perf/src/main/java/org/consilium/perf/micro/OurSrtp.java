package org.consilium.perf.micro;

import org.consilium.media.srtp.SrtpProfile;
import org.consilium.media.srtp.SrtpReceiver;
import org.consilium.media.srtp.SrtpSender;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Sender and receiver of our SRTP engine for one stream. */
@State(Scope.Thread)
public class OurSrtp {
    /** Packets that leave together for one receiver. */
    private static final int TRAIN = 8;

    @Param public SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;
    @Param public Ciphers cipher = Ciphers.JDK;

    private final Packets packets = new Packets();
    private final byte[] sealed = new byte[Packets.BLOCK * Packets.STRIDE];
    private final int[] sourceOffsets = new int[TRAIN];
    private final int[] lengths = new int[TRAIN];
    private final int[] destinationOffsets = new int[TRAIN];
    private final int[] sealedLengths = new int[Packets.BLOCK];
    private SrtpSender sender;
    private SrtpReceiver receiver;

    public OurSrtp() {
        sender = sender(Ciphers.NONE);
        receiver = new SrtpReceiver(Packets.key(profile, 1), Ciphers.NONE.suite());
    }

    private SrtpSender sender(Ciphers with) {
        return new SrtpSender(Packets.key(profile, 1), with.suite());
    }

    @Setup(Level.Trial)
    public void open() {
        sender = sender(cipher);
        receiver = new SrtpReceiver(Packets.key(profile, 1), cipher.suite());
    }

    int protectBlock() {
        packets.renumber();
        int done = 0;
        for (int first = 0; first < Packets.BLOCK; first += TRAIN) {
            for (int i = 0; i < TRAIN; i++) {
                sourceOffsets[i] = Packets.offset(first + i);
                lengths[i] = Packets.LENGTH;
                destinationOffsets[i] = i * Packets.STRIDE;
            }
            done +=
                    sender.protectRtpBatch(
                            packets.array(),
                            sourceOffsets,
                            lengths,
                            sealed,
                            destinationOffsets,
                            TRAIN);
        }
        return done;
    }

    void sealBlock() {
        packets.renumber();
        for (int i = 0; i < Packets.BLOCK; i++) {
            int at = Packets.offset(i);
            sealedLengths[i] = sender.protectRtp(packets.array(), at, Packets.LENGTH, sealed, at);
        }
    }

    int openBlock() {
        int done = 0;
        for (int i = 0; i < Packets.BLOCK; i++) {
            int at = Packets.offset(i);
            done += receiver.unprotectRtp(sealed, at, sealedLengths[i], sealed, at) > 0 ? 1 : 0;
        }
        return done;
    }
}
