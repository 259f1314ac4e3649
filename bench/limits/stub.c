// A stub of a broker, as fast as epoll allows. It answers ApiVersions (v0; newer versions get
// UNSUPPORTED_VERSION), FindCoordinator v0 (with a host of A bytes) and Fetch v4 (with R zero bytes
// of records).
// Usage: ./stub A R. It prints its port and ends with its parent.
#define _GNU_SOURCE
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <arpa/inet.h>
#include <unistd.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdint.h>

typedef struct { int fd; char *in; size_t inl, inc; char *out; size_t ol, oc, op; } Conn;
static char *versions, *versions35, *coordinator, *fetch;
static size_t versions_n, versions35_n, coordinator_n, fetch_n;

static char *p16(char *p, int v) { *p++ = v >> 8; *p++ = v; return p; }
static char *p32(char *p, int64_t v) { p = p16(p, v >> 16 & 0xffff); return p16(p, v & 0xffff); }
static char *p64(char *p, int64_t v) { p = p32(p, v >> 32); return p32(p, v & 0xffffffff); }
static size_t api_versions(char *b, int error) {
  static const int apis[][3] = {{1, 4, 4}, {10, 0, 0}, {18, 0, 0}};
  char *p = p16(b, error); p = p32(p, 3);
  for (int i = 0; i < 3; i++) for (int j = 0; j < 3; j++) p = p16(p, apis[i][j]);
  return p - b;
}
static void bodies(int a, int r) {
  versions = malloc(64); versions_n = api_versions(versions, 0);
  versions35 = malloc(64); versions35_n = api_versions(versions35, 35);
  char *p = coordinator = calloc(1, a + 64); p = p16(p, 0); p = p32(p, 1); p = p16(p, a); memset(p, 'h', a); p += a; p = p32(p, 9092); coordinator_n = p - coordinator;
  p = fetch = calloc(1, (size_t)r + 128); p = p32(p, 0); p = p32(p, 1); p = p16(p, 1); *p++ = 't'; p = p32(p, 1); p = p32(p, 0); p = p16(p, 0); p = p64(p, 1); p = p64(p, 1); p = p32(p, -1); p = p32(p, r); p += r; fetch_n = p - fetch;
}
static void flush(Conn *c) {
  while (c->op < c->ol) { ssize_t n = send(c->fd, c->out + c->op, c->ol - c->op, MSG_NOSIGNAL | MSG_DONTWAIT); if (n <= 0) break; c->op += n; }
  if (c->op == c->ol) c->op = c->ol = 0;
}
static void answer(Conn *c, const char *req) {
  int key = (uint8_t)req[0] << 8 | (uint8_t)req[1], version = (uint8_t)req[2] << 8 | (uint8_t)req[3];
  const char *body; size_t n;
  if (key == 18) { if (version) body = versions35, n = versions35_n; else body = versions, n = versions_n; }
  else if (key == 1) body = fetch, n = fetch_n; else body = coordinator, n = coordinator_n;
  while (c->oc - c->ol < n + 8) { c->oc *= 2; c->out = realloc(c->out, c->oc); }
  char *p = p32(c->out + c->ol, n + 4); memcpy(p, req + 4, 4); memcpy(p + 4, body, n); c->ol += n + 8;
}
int main(int argc, char **argv) {
  int one = 1, s = socket(AF_INET, SOCK_STREAM, 0); (void)argc; bodies(atoi(argv[1]), atoi(argv[2]));
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (bind(s, (void *)&a, sizeof a)) return 1;
  listen(s, 4096);
  socklen_t n0 = sizeof a; getsockname(s, (void *)&a, &n0); printf("%d\n", ntohs(a.sin_port)); fflush(stdout);
  int ep = epoll_create1(0); struct epoll_event ev = {.events = EPOLLIN}, evs[64]; epoll_ctl(ep, EPOLL_CTL_ADD, s, &ev);
  for (;;) {
    int n = epoll_wait(ep, evs, 64, -1);
    for (int i = 0; i < n; i++) {
      Conn *c = evs[i].data.ptr;
      if (!c) {
        int f = accept4(s, 0, 0, SOCK_NONBLOCK); if (f < 0) continue;
        setsockopt(f, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        c = calloc(1, sizeof *c); c->fd = f; c->inc = c->oc = 1 << 12; c->in = malloc(c->inc); c->out = malloc(c->oc);
        struct epoll_event e = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = c}; epoll_ctl(ep, EPOLL_CTL_ADD, f, &e); continue;
      }
      int dead = 0;
      for (;;) {
        if (c->inc - c->inl < 2048) { c->inc *= 2; c->in = realloc(c->in, c->inc); }
        ssize_t r = recv(c->fd, c->in + c->inl, c->inc - c->inl, 0);
        if (r == 0) { dead = 1; break; }
        if (r < 0) { if (errno != EAGAIN) dead = 1; break; }
        c->inl += r; size_t p = 0;
        while (c->inl - p >= 12) { uint32_t len; memcpy(&len, c->in + p, 4); len = ntohl(len); if (c->inl - p < 4 + (size_t)len) break; answer(c, c->in + p + 4); p += 4 + len; }
        if (p) { memmove(c->in, c->in + p, c->inl - p); c->inl -= p; }
        flush(c);
      }
      flush(c);
      if (dead) { close(c->fd); free(c->in); free(c->out); free(c); }
    }
  }
}
