package org.consilium.server.signal;

import java.util.concurrent.atomic.LongAdder;

/** What {@link SignalStatistics} are taken from. Thread-safe. */
final class SignalCounters {
    final LongAdder joined = new LongAdder();
    final LongAdder resumed = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder violations = new LongAdder();
    final LongAdder slowReaders = new LongAdder();
    final LongAdder overloads = new LongAdder();

    SignalStatistics snapshot(int connections) {
        return new SignalStatistics(
                connections,
                joined.sum(),
                resumed.sum(),
                refused.sum(),
                violations.sum(),
                slowReaders.sum(),
                overloads.sum());
    }
}
