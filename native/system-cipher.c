/*
 * AES by the system's own OpenSSL 3, for long files. BoringSSL as Electron has it decrypts about 1 GB a second here, because
 * it leaves the wide AES instructions (VAES) unused, and node:crypto makes new memory for every piece; this does 5 GB a
 * second, into memory that is used again. Node-API 8, C11. docs/decisions/0014-the-systems-openssl-for-long-files.md
 *
 *   open(name, key, iv, aad, tag)  a decryption: 'aes-256-gcm' with aad and a tag of 16 bytes, 'aes-256-cbc' with null for
 *                                  both (PKCS#7); null where this system has no OpenSSL 3 or it does not know the cipher
 *   update(cipher, bytes, into)    how many bytes it wrote; `into` is at least one block longer than `bytes`
 *   finish(cipher, into)           the same for the last bytes (at most one block), or -1: tag or padding do not fit
 *   close(cipher)                  frees it, and with it the key schedule, which OpenSSL overwrites
 */
#define _GNU_SOURCE
#define NAPI_VERSION 8
#include <dlfcn.h>
#include <limits.h>
#include <node_api.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Every failing Node-API call has set a pending exception or is a bug of ours: say it and stop. */
#define TRY(call)                                                       \
  do {                                                                  \
    if ((call) != napi_ok) {                                            \
      bool pending = false;                                             \
      napi_is_exception_pending(env, &pending);                         \
      if (!pending) napi_throw_error(env, NULL, "keydock: " #call);     \
      return NULL;                                                      \
    }                                                                   \
  } while (0)

enum { BLOCK = 16, TAG = 16, SET_TAG = 0x11 /* EVP_CTRL_AEAD_SET_TAG */ };

/* What is used of libcrypto, by the names of its manual pages. Opaque types stay opaque. */
static struct {
  int (*OPENSSL_init_crypto)(uint64_t, const void *);
  void *(*OSSL_LIB_CTX_new)(void);
  void *(*EVP_CIPHER_fetch)(void *, const char *, const char *);
  int (*EVP_CIPHER_get_key_length)(const void *);
  int (*EVP_CIPHER_get_iv_length)(const void *);
  void (*EVP_CIPHER_free)(void *);
  void *(*EVP_CIPHER_CTX_new)(void);
  void (*EVP_CIPHER_CTX_free)(void *);
  int (*EVP_CIPHER_CTX_ctrl)(void *, int, int, void *);
  int (*EVP_DecryptInit_ex)(void *, const void *, void *, const unsigned char *, const unsigned char *);
  int (*EVP_DecryptUpdate)(void *, unsigned char *, int *, const unsigned char *, int);
  int (*EVP_DecryptFinal_ex)(void *, unsigned char *, int *);
} ssl;
static void *library; /* an OSSL_LIB_CTX of our own: no openssl.cnf, no engine, no provider but the default one */

/*
 * By its exact name, from where the system's linker looks and nowhere else. RTLD_DEEPBIND: its own functions call each
 * other, and not those of the same names that Electron carries.
 */
static void load_libcrypto(void) {
#ifdef __linux__
  void *handle = dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
  if (handle == NULL) return;
#define FIND(name)                                    \
  *(void **)&ssl.name = dlsym(handle, #name);         \
  if (ssl.name == NULL) return;
  FIND(OPENSSL_init_crypto)
  FIND(OSSL_LIB_CTX_new)
  FIND(EVP_CIPHER_fetch)
  FIND(EVP_CIPHER_get_key_length)
  FIND(EVP_CIPHER_get_iv_length)
  FIND(EVP_CIPHER_free)
  FIND(EVP_CIPHER_CTX_new)
  FIND(EVP_CIPHER_CTX_free)
  FIND(EVP_CIPHER_CTX_ctrl)
  FIND(EVP_DecryptInit_ex)
  FIND(EVP_DecryptUpdate)
  FIND(EVP_DecryptFinal_ex)
#undef FIND
  const uint64_t no_configuration = 0x80, no_exit_handler = 0x80000;
  if (ssl.OPENSSL_init_crypto(no_configuration | no_exit_handler, NULL) == 1) library = ssl.OSSL_LIB_CTX_new();
#endif
}

static const napi_type_tag cipher_tag = {0x6b6579646f636b01, 0x6c6962637279707f};

struct cipher {
  void *context;
};

static void free_cipher(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  struct cipher *cipher = data;
  if (cipher->context != NULL) ssl.EVP_CIPHER_CTX_free(cipher->context);
  free(cipher);
}

static napi_status refuse(napi_env env, const char *why) {
  napi_throw_type_error(env, NULL, why);
  return napi_pending_exception;
}

static napi_status take_bytes(napi_env env, napi_value value, unsigned char **data, size_t *length) {
  bool is_array = false;
  napi_is_typedarray(env, value, &is_array);
  napi_typedarray_type type = napi_int8_array;
  void *memory = NULL;
  if (is_array) {
    napi_status status = napi_get_typedarray_info(env, value, &type, length, &memory, NULL, NULL);
    if (status != napi_ok) return status;
  }
  if (!is_array || type != napi_uint8_array) return refuse(env, "a Uint8Array is expected");
  if (*length > INT_MAX - BLOCK) return refuse(env, "at most 2 GiB at once");
  *data = memory;
  return napi_ok;
}

/* Null stands for no bytes at all. */
static napi_status take_bytes_or_null(napi_env env, napi_value value, unsigned char **data, size_t *length) {
  napi_valuetype type;
  *data = NULL;
  *length = 0;
  napi_status status = napi_typeof(env, value, &type);
  return status != napi_ok || type == napi_null ? status : take_bytes(env, value, data, length);
}

static napi_status take_cipher(napi_env env, napi_value value, struct cipher **cipher) {
  napi_valuetype type;
  bool is_ours = false;
  napi_status status = napi_typeof(env, value, &type);
  if (status != napi_ok) return status;
  if (type == napi_external) napi_check_object_type_tag(env, value, &cipher_tag, &is_ours);
  if (!is_ours) return refuse(env, "a cipher is expected");
  status = napi_get_value_external(env, value, (void **)cipher);
  return status == napi_ok && (*cipher)->context == NULL ? refuse(env, "this cipher is closed") : status;
}

/* A context that is ready for the data; NULL when any of it is refused. */
static void *begin(const char *name, const unsigned char *key, size_t key_length, const unsigned char *iv,
                   size_t iv_length, const unsigned char *aad, size_t aad_length, unsigned char *tag) {
  void *kind = ssl.EVP_CIPHER_fetch(library, name, NULL);
  if (kind == NULL) return NULL;
  void *context = NULL;
  int ignored = 0;
  if ((size_t)ssl.EVP_CIPHER_get_key_length(kind) == key_length && (size_t)ssl.EVP_CIPHER_get_iv_length(kind) == iv_length)
    context = ssl.EVP_CIPHER_CTX_new();
  if (context != NULL && (ssl.EVP_DecryptInit_ex(context, kind, NULL, key, iv) != 1 ||
                          (tag != NULL && ssl.EVP_CIPHER_CTX_ctrl(context, SET_TAG, TAG, tag) != 1) ||
                          (aad_length > 0 && ssl.EVP_DecryptUpdate(context, NULL, &ignored, aad, (int)aad_length) != 1))) {
    ssl.EVP_CIPHER_CTX_free(context);
    context = NULL;
  }
  ssl.EVP_CIPHER_free(kind);
  return context;
}

static napi_value open_cipher(napi_env env, napi_callback_info info) {
  size_t argc = 5, name_length = 0, key_length = 0, iv_length = 0, aad_length = 0, tag_length = 0;
  napi_value argv[5], result;
  char name[32];
  unsigned char *key, *iv, *aad, *tag;
  TRY(napi_get_cb_info(env, info, &argc, argv, NULL, NULL));
  TRY(napi_get_value_string_utf8(env, argv[0], name, sizeof name, &name_length));
  TRY(take_bytes(env, argv[1], &key, &key_length));
  TRY(take_bytes(env, argv[2], &iv, &iv_length));
  TRY(take_bytes_or_null(env, argv[3], &aad, &aad_length));
  TRY(take_bytes_or_null(env, argv[4], &tag, &tag_length));
  bool is_gcm = name_length > 4 && strcmp(name + name_length - 4, "-gcm") == 0;
  if (is_gcm != (tag != NULL) || (tag != NULL && tag_length != TAG) || (!is_gcm && aad_length > 0)) {
    napi_throw_type_error(env, NULL, "GCM takes a tag of 16 bytes, and nothing else takes one");
    return NULL;
  }
  TRY(napi_get_null(env, &result));
  if (library == NULL) return result;
  void *context = begin(name, key, key_length, iv, iv_length, aad, aad_length, tag);
  if (context == NULL) return result;
  struct cipher *cipher = calloc(1, sizeof *cipher);
  if (cipher == NULL) abort();
  cipher->context = context;
  TRY(napi_create_external(env, cipher, free_cipher, NULL, &result));
  TRY(napi_type_tag_object(env, result, &cipher_tag));
  return result;
}

static napi_value update_cipher(napi_env env, napi_callback_info info) {
  size_t argc = 3, length = 0, room = 0;
  napi_value argv[3], result;
  struct cipher *cipher;
  unsigned char *bytes, *into;
  int written = 0;
  TRY(napi_get_cb_info(env, info, &argc, argv, NULL, NULL));
  TRY(take_cipher(env, argv[0], &cipher));
  TRY(take_bytes(env, argv[1], &bytes, &length));
  TRY(take_bytes(env, argv[2], &into, &room));
  if (room < length + BLOCK) {
    napi_throw_range_error(env, NULL, "there must be room for one block more than comes in");
    return NULL;
  }
  if (length > 0 && ssl.EVP_DecryptUpdate(cipher->context, into, &written, bytes, (int)length) != 1) {
    napi_throw_error(env, NULL, "the cipher refused its input");
    return NULL;
  }
  TRY(napi_create_int32(env, written, &result));
  return result;
}

static napi_value finish_cipher(napi_env env, napi_callback_info info) {
  size_t argc = 2, room = 0;
  napi_value argv[2], result;
  struct cipher *cipher;
  unsigned char *into;
  int written = 0;
  TRY(napi_get_cb_info(env, info, &argc, argv, NULL, NULL));
  TRY(take_cipher(env, argv[0], &cipher));
  TRY(take_bytes(env, argv[1], &into, &room));
  if (room < BLOCK) {
    napi_throw_range_error(env, NULL, "there must be room for one block");
    return NULL;
  }
  if (ssl.EVP_DecryptFinal_ex(cipher->context, into, &written) != 1) written = -1;
  TRY(napi_create_int32(env, written, &result));
  return result;
}

static napi_value close_cipher(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value argv[1];
  struct cipher *cipher;
  TRY(napi_get_cb_info(env, info, &argc, argv, NULL, NULL));
  TRY(take_cipher(env, argv[0], &cipher));
  ssl.EVP_CIPHER_CTX_free(cipher->context);
  cipher->context = NULL;
  return NULL;
}

NAPI_MODULE_INIT() {
  const napi_property_descriptor properties[] = {
      {"open", NULL, open_cipher, NULL, NULL, NULL, napi_enumerable, NULL},
      {"update", NULL, update_cipher, NULL, NULL, NULL, napi_enumerable, NULL},
      {"finish", NULL, finish_cipher, NULL, NULL, NULL, napi_enumerable, NULL},
      {"close", NULL, close_cipher, NULL, NULL, NULL, napi_enumerable, NULL},
  };
  /* One thread of the process works with ciphers; a second one that loads this finds it done. */
  if (library == NULL) load_libcrypto();
  TRY(napi_define_properties(env, exports, sizeof properties / sizeof *properties, properties));
  return exports;
}
