package org.consilium.perf.micro;

/** A benchmark that fails to do its work is fast: this notices. */
final class Blocks {
    private Blocks() {}

    static int expectAll(int done) {
        return expect(done, Packets.BLOCK);
    }

    static int expect(int done, int wanted) {
        if (done != wanted) {
            throw new IllegalStateException(done + " of " + wanted + " packets were done");
        }
        return done;
    }
}
