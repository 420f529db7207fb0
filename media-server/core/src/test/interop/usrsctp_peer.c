/*
 * One SCTP association of usrsctp, the library inside Firefox, driven over stdin and stdout in the time of whoever
 * drives it: no thread, no socket, no clock, and random numbers from the seed that is its argument, so that the same
 * commands give the same packets. UsrsctpInteropTest compiles and runs it.
 *
 * Needs on Debian: gcc, libc6-dev, libusrsctp-dev.   Build: gcc -O1 -Wall -o usrsctp_peer usrsctp_peer.c -lusrsctp
 *
 * A command is one byte, a 32-bit length and as many bytes; all numbers are big endian.
 *   C            connect                        L  listen
 *   P packet     takes an SCTP packet           T  u32: so many milliseconds have passed
 *   S u16 stream, u32 ppid, u8 unordered, i32 max retransmits or -1, data: sends a message
 *   R u16 stream resets our side of the stream  X  shuts down
 *   A            aborts
 * It is answered by frames of the same shape, and a last one of type d:
 *   p packet     to be sent                     r  i32: result of S, R; 0 or errno
 *   m u16 stream, u32 ppid, u8 unordered, u8 last piece, data: a message or a piece of one
 *   s u16 flags, u16 streams: a stream reset    a  u16: the association changed to this state
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>
#include <usrsctp.h>

static struct socket *listening;
static struct socket *connection;
static unsigned char input[1 << 18];
static unsigned char pieces[1 << 18];
static char peer_address;
static uint64_t now_milliseconds = 1000;
static uint64_t random_state;

/* Stands before the C library's for usrsctp, whose timers compare with the time of day too. */
int gettimeofday(struct timeval *restrict time, void *restrict zone)
{
	(void)zone;
	time->tv_sec = (time_t)(now_milliseconds / 1000);
	time->tv_usec = (suseconds_t)(now_milliseconds % 1000 * 1000);
	return 0;
}

/* Stands before the C library's for usrsctp, which makes no system call this way but getrandom. (splitmix64) */
long syscall(long number, ...)
{
	va_list arguments;

	if (number != SYS_getrandom) {
		errno = ENOSYS;
		return -1;
	}
	va_start(arguments, number);
	unsigned char *buffer = va_arg(arguments, unsigned char *);
	size_t length = va_arg(arguments, size_t);
	va_end(arguments);
	for (size_t i = 0; i < length; i++) {
		uint64_t z = random_state += 0x9e3779b97f4a7c15u;
		z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
		z = (z ^ z >> 27) * 0x94d049bb133111ebu;
		buffer[i] = (unsigned char)(z ^ z >> 31);
	}
	return (long)length;
}

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void write_frame(char type, const void *head, uint32_t head_length, const void *data, uint32_t length)
{
	uint32_t total = htonl(head_length + length);

	fputc(type, stdout);
	fwrite(&total, 1, sizeof(total), stdout);
	fwrite(head, 1, head_length, stdout);
	fwrite(data, 1, length, stdout);
}

static int on_output(void *address, void *buffer, size_t length, uint8_t tos, uint8_t set_df)
{
	(void)address;
	(void)tos;
	(void)set_df;
	write_frame('p', NULL, 0, buffer, (uint32_t)length);
	return 0;
}

static struct sockaddr_conn address_of_5000(void)
{
	struct sockaddr_conn address;

	memset(&address, 0, sizeof(address));
	address.sconn_family = AF_CONN;
	address.sconn_port = htons(5000);
	address.sconn_addr = &peer_address;
	return address;
}

static void subscribe(struct socket *s)
{
	static const uint16_t types[] = {SCTP_ASSOC_CHANGE, SCTP_STREAM_RESET_EVENT};
	struct sctp_event event;
	struct sctp_assoc_value reset = {SCTP_ALL_ASSOC,
	                                 SCTP_ENABLE_RESET_STREAM_REQ | SCTP_ENABLE_CHANGE_ASSOC_REQ};
	struct sctp_initmsg init;
	int on = 1;

	memset(&event, 0, sizeof(event));
	event.se_assoc_id = SCTP_ALL_ASSOC;
	event.se_on = 1;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		event.se_type = types[i];
		if (usrsctp_setsockopt(s, IPPROTO_SCTP, SCTP_EVENT, &event, sizeof(event)) < 0)
			fail("SCTP_EVENT");
	}
	if (usrsctp_setsockopt(s, IPPROTO_SCTP, SCTP_ENABLE_STREAM_RESET, &reset, sizeof(reset)) < 0)
		fail("SCTP_ENABLE_STREAM_RESET");
	if (usrsctp_setsockopt(s, IPPROTO_SCTP, SCTP_RECVRCVINFO, &on, sizeof(on)) < 0)
		fail("SCTP_RECVRCVINFO");
	if (usrsctp_setsockopt(s, IPPROTO_SCTP, SCTP_NODELAY, &on, sizeof(on)) < 0)
		fail("SCTP_NODELAY");
	memset(&init, 0, sizeof(init));
	init.sinit_num_ostreams = 256;
	init.sinit_max_instreams = 2048;
	if (usrsctp_setsockopt(s, IPPROTO_SCTP, SCTP_INITMSG, &init, sizeof(init)) < 0)
		fail("SCTP_INITMSG");
	usrsctp_set_non_blocking(s, 1);
}

static struct socket *new_socket(void)
{
	struct sockaddr_conn local = address_of_5000();
	struct socket *s = usrsctp_socket(AF_CONN, SOCK_STREAM, IPPROTO_SCTP, NULL, NULL, 0, NULL);

	if (s == NULL)
		fail("usrsctp_socket");
	subscribe(s);
	if (usrsctp_bind(s, (struct sockaddr *)&local, sizeof(local)) < 0)
		fail("usrsctp_bind");
	return s;
}

static void connect_now(void)
{
	struct sockaddr_conn remote = address_of_5000();

	connection = new_socket();
	if (usrsctp_connect(connection, (struct sockaddr *)&remote, sizeof(remote)) < 0 && errno != EINPROGRESS)
		fail("usrsctp_connect");
}

static void on_notification(const union sctp_notification *notification, size_t length)
{
	if (notification->sn_header.sn_type == SCTP_ASSOC_CHANGE) {
		uint16_t state = htons(notification->sn_assoc_change.sac_state);
		write_frame('a', &state, sizeof(state), NULL, 0);
	} else if (notification->sn_header.sn_type == SCTP_STREAM_RESET_EVENT) {
		const struct sctp_stream_reset_event *event = &notification->sn_strreset_event;
		size_t count = (length - sizeof(*event)) / 2;
		uint16_t body[1 + 1024];
		body[0] = htons(event->strreset_flags);
		for (size_t i = 0; i < count && i < 1024; i++)
			body[1 + i] = htons(event->strreset_stream_list[i]);
		write_frame('s', body, (uint32_t)(2 + 2 * count), NULL, 0);
	}
}

static void receive_all(void)
{
	if (listening != NULL && connection == NULL) {
		connection = usrsctp_accept(listening, NULL, NULL);
		if (connection != NULL)
			usrsctp_set_non_blocking(connection, 1);
	}
	while (connection != NULL) {
		struct sctp_rcvinfo info;
		struct sockaddr_conn from;
		socklen_t from_length = sizeof(from);
		socklen_t info_length = sizeof(info);
		unsigned int info_type = 0;
		int flags = 0;
		unsigned char head[8];
		ssize_t length = usrsctp_recvv(connection, pieces, sizeof(pieces), (struct sockaddr *)&from,
		                               &from_length, &info, &info_length, &info_type, &flags);
		if (length <= 0)
			return;
		if (flags & MSG_NOTIFICATION) {
			on_notification((const union sctp_notification *)pieces, (size_t)length);
			continue;
		}
		uint16_t stream = htons(info.rcv_sid);
		memcpy(head, &stream, 2);
		memcpy(head + 2, &info.rcv_ppid, 4);
		head[6] = (info.rcv_flags & SCTP_UNORDERED) != 0;
		head[7] = (flags & MSG_EOR) != 0;
		write_frame('m', head, sizeof(head), pieces, (uint32_t)length);
	}
}

static void write_result(int result)
{
	int32_t code = (int32_t)htonl(result < 0 ? (uint32_t)errno : 0);

	write_frame('r', &code, sizeof(code), NULL, 0);
}

static uint16_t u16(const unsigned char *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static uint32_t u32(const unsigned char *at)
{
	return (uint32_t)u16(at) << 16 | u16(at + 2);
}

static void send_message(uint32_t length)
{
	struct sctp_sendv_spa spa;
	int32_t retransmits = (int32_t)u32(input + 7);

	memset(&spa, 0, sizeof(spa));
	spa.sendv_flags = SCTP_SEND_SNDINFO_VALID;
	spa.sendv_sndinfo.snd_sid = u16(input);
	spa.sendv_sndinfo.snd_ppid = htonl(u32(input + 2));
	spa.sendv_sndinfo.snd_flags = SCTP_EOR | (input[6] ? SCTP_UNORDERED : 0);
	if (retransmits >= 0) {
		spa.sendv_flags |= SCTP_SEND_PRINFO_VALID;
		spa.sendv_prinfo.pr_policy = SCTP_PR_SCTP_RTX;
		spa.sendv_prinfo.pr_value = (uint32_t)retransmits;
	}
	ssize_t sent = usrsctp_sendv(connection, input + 11, length - 11, NULL, 0, &spa, sizeof(spa),
	                             SCTP_SENDV_SPA, 0);
	write_result(sent < 0 ? -1 : 0);
}

static void reset_stream(void)
{
	unsigned char space[sizeof(struct sctp_reset_streams) + 2];
	struct sctp_reset_streams *reset = (struct sctp_reset_streams *)space;
	uint16_t stream = u16(input);

	memset(space, 0, sizeof(space));
	reset->srs_flags = SCTP_STREAM_RESET_OUTGOING;
	reset->srs_number_streams = 1;
	memcpy(space + sizeof(*reset), &stream, 2);
	write_result(usrsctp_setsockopt(connection, IPPROTO_SCTP, SCTP_RESET_STREAMS, space, sizeof(space)));
}

static void abort_now(void)
{
	struct linger now = {1, 0};

	usrsctp_setsockopt(connection, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	usrsctp_close(connection);
	connection = NULL;
	listening = NULL;
}

int main(int count, char **arguments)
{
	int type;

	random_state = count > 1 ? strtoull(arguments[1], NULL, 10) : 0;
	usrsctp_init_nothreads(0, on_output, NULL);
	usrsctp_register_address(&peer_address);
	while ((type = fgetc(stdin)) != EOF) {
		unsigned char field[4];
		if (fread(field, 1, 4, stdin) != 4)
			return 1;
		uint32_t length = u32(field);
		if (length > sizeof(input) || fread(input, 1, length, stdin) != length)
			return 1;
		switch (type) {
		case 'C':
			connect_now();
			break;
		case 'L':
			listening = new_socket();
			if (usrsctp_listen(listening, 1) < 0)
				fail("usrsctp_listen");
			break;
		case 'P':
			usrsctp_conninput(&peer_address, input, length, 0);
			break;
		case 'T':
			now_milliseconds += u32(input);
			usrsctp_handle_timers(u32(input));
			break;
		case 'S':
			send_message(length);
			break;
		case 'R':
			reset_stream();
			break;
		case 'X':
			usrsctp_shutdown(connection, SHUT_WR);
			break;
		case 'A':
			abort_now();
			break;
		default:
			return 1;
		}
		receive_all();
		write_frame('d', NULL, 0, NULL, 0);
		fflush(stdout);
	}
	return 0;
}
