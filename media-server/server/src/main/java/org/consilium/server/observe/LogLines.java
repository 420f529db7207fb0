package org.consilium.server.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;

/**
 * One log event as one line of {@code key=value} pairs: time, level, logger, thread, then the
 * message, which is pairs itself where it is ours. Line breaks and control characters are escaped,
 * so that nothing a client sends can forge a line, and secrets are masked.
 */
public final class LogLines extends LayoutBase<ILoggingEvent> {
    /** A line longer than this is cut: whoever sends a megabyte does not get a megabyte of log. */
    private static final int MAX_CHARS = 16_384;

    /** Makes this the format of the process's console log. Called by a program's main method. */
    public static void install() {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        var layout = new LogLines();
        layout.setContext(context);
        layout.start();
        var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(layout);
        encoder.start();
        var console = new ConsoleAppender<ILoggingEvent>();
        console.setContext(context);
        console.setEncoder(encoder);
        console.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(console);
        // At debug these two write every request with its query.
        context.getLogger("org.eclipse.jetty").setLevel(Level.WARN);
        // These warn of each malformed request, and anybody can send a thousand a second.
        context.getLogger("org.eclipse.jetty.http").setLevel(Level.ERROR);
        context.getLogger("org.eclipse.jetty.util.HostPort").setLevel(Level.ERROR);
        context.getLogger("io.netty").setLevel(Level.WARN);
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        var line = new StringBuilder(256);
        line.append("time=").append(event.getInstant());
        line.append(" level=").append(event.getLevel());
        line.append(" logger=").append(shortName(event.getLoggerName()));
        line.append(" thread=").append(event.getThreadName().replace(' ', '-')).append(' ');
        line.append(event.getFormattedMessage());
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            line.append(" exception=\"").append(ThrowableProxyUtil.asString(thrown)).append('"');
        }
        String whole =
                line.length() > MAX_CHARS ? line.substring(0, MAX_CHARS) + "…" : line.toString();
        return oneLine(SecretMask.mask(whole)) + System.lineSeparator();
    }

    private static String shortName(String logger) {
        return logger.substring(logger.lastIndexOf('.') + 1);
    }

    private static String oneLine(String text) {
        var line = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    // Also the C1 controls and the two separators that some viewers break at.
                    if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                        line.append(String.format("\\u%04x", (int) c));
                    } else {
                        line.append(c);
                    }
                }
            }
        }
        return line.toString();
    }
}
