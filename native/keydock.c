/*
 * What Keydock needs from the system and JavaScript cannot do. Node-API 8, C11, no C++ and no node-gyp.
 *
 *   address(bytes)            where the bytes lie, as a bigint: PKCS#11 parameters with pointers hold it
 *   wipe(bytes)               overwrites them with zeros, in a way the compiler may not leave out
 *   forbidCoreDumps()         no core file and no debugger of the same user for this process; true when it took
 *   linkDescriptor(fd, path)  gives a file without a name (O_TMPFILE) its name, never replacing one; 0 or errno
 *   login(module, session, user, pin)  C_Login of a module that is loaded already; CKR_... as a number
 *
 * Why login is here: the binding takes a PIN only as a JavaScript string, which leaves copies that nobody can wipe, and
 * cannot pass the NULL that a reader with its own PIN pad wants (PKCS#11 3.1 section 5.6.8).
 */
#define _GNU_SOURCE
#define NAPI_VERSION 8
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <node_api.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

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

/* The bytes of the first argument, which must be a Uint8Array (a Buffer is one). */
static napi_status take_bytes(napi_env env, napi_callback_info info, void **data, size_t *length) {
  size_t argc = 1;
  napi_value argument;
  napi_status status = napi_get_cb_info(env, info, &argc, &argument, NULL, NULL);
  if (status != napi_ok) return status;
  bool is_array = false;
  if (argc == 1) napi_is_typedarray(env, argument, &is_array);
  napi_typedarray_type type = napi_int8_array;
  if (is_array) {
    status = napi_get_typedarray_info(env, argument, &type, length, data, NULL, NULL);
    if (status != napi_ok) return status;
  }
  if (!is_array || type != napi_uint8_array) {
    napi_throw_type_error(env, NULL, "a Uint8Array is expected");
    return napi_pending_exception;
  }
  return napi_ok;
}

static napi_value address(napi_env env, napi_callback_info info) {
  void *data = NULL;
  size_t length = 0;
  napi_value result;
  TRY(take_bytes(env, info, &data, &length));
  TRY(napi_create_bigint_uint64(env, length == 0 ? 0 : (uint64_t)(uintptr_t)data, &result));
  return result;
}

static napi_value wipe(napi_env env, napi_callback_info info) {
  void *data = NULL;
  size_t length = 0;
  TRY(take_bytes(env, info, &data, &length));
  volatile unsigned char *byte = data;
  for (size_t i = 0; i < length; i++) byte[i] = 0;
  return NULL;
}

static napi_value forbid_core_dumps(napi_env env, napi_callback_info info) {
  (void)info;
  struct rlimit none = {0, 0};
  bool done = setrlimit(RLIMIT_CORE, &none) == 0;
#ifdef __linux__
  done = prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && done;
#endif
  napi_value result;
  TRY(napi_get_boolean(env, done, &result));
  return result;
}

static napi_value link_descriptor(napi_env env, napi_callback_info info) {
  size_t argc = 2;
  napi_value argv[2], result;
  int32_t fd = -1;
  TRY(napi_get_cb_info(env, info, &argc, argv, NULL, NULL));
  TRY(napi_get_value_int32(env, argv[0], &fd));
  char path[4096];
  size_t length = 0;
  TRY(napi_get_value_string_utf8(env, argv[1], path, sizeof path, &length));
  int error = 0;
  if (length == 0 || length >= sizeof path - 1 || strlen(path) != length) {
    error = ENAMETOOLONG; /* also a path with a NUL inside, which the system would cut there */
  } else {
#ifdef __linux__
    /* AT_EMPTY_PATH needs CAP_DAC_READ_SEARCH; the way through /proc does not (open(2), O_TMPFILE). */
    char descriptor[32];
    snprintf(descriptor, sizeof descriptor, "/proc/self/fd/%d", fd);
    error = linkat(AT_FDCWD, descriptor, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
#else
    error = ENOSYS;
#endif
  }
  TRY(napi_create_int32(env, error, &result));
  return result;
}

/* CK_FUNCTION_LIST of PKCS#11 2.x: a version of two bytes, then the functions in the order of the standard. */
typedef unsigned long ck_rv;
typedef ck_rv (*ck_login)(unsigned long session, unsigned long user, unsigned char *pin, unsigned long length);
struct ck_function_list {
  unsigned char version[2];
  void (*functions[68])(void);
};
enum { C_LOGIN = 18 };

static napi_value login(napi_env env, napi_callback_info info) {
  size_t argc = 4;
  napi_value argv[4], result;
  char module[4096];
  size_t length = 0;
  uint64_t session = 0;
  bool lossless = false;
  uint32_t user = 0;
  TRY(napi_get_cb_info(env, info, &argc, argv, NULL, NULL));
  TRY(napi_get_value_string_utf8(env, argv[0], module, sizeof module, &length));
  TRY(napi_get_value_bigint_uint64(env, argv[1], &session, &lossless));
  TRY(napi_get_value_uint32(env, argv[2], &user));
  napi_valuetype type;
  TRY(napi_typeof(env, argv[3], &type));
  void *pin = NULL;
  size_t pin_length = 0;
  if (type != napi_null) {
    napi_typedarray_type array = napi_int8_array;
    TRY(napi_get_typedarray_info(env, argv[3], &array, &pin_length, &pin, NULL, NULL));
    if (array != napi_uint8_array || pin_length == 0) {
      napi_throw_type_error(env, NULL, "a PIN of at least one byte is expected, or null");
      return NULL;
    }
  }
  /* RTLD_NOLOAD: only what is loaded is asked, so this can never run another library than the one that was checked. */
  void *handle = dlopen(module, RTLD_NOW | RTLD_NOLOAD);
  if (handle == NULL) {
    napi_throw_error(env, NULL, "this module is not loaded");
    return NULL;
  }
  ck_rv (*get_function_list)(struct ck_function_list **) = NULL;
  struct ck_function_list *list = NULL;
  ck_login call = NULL;
  *(void **)&get_function_list = dlsym(handle, "C_GetFunctionList");
  if (get_function_list != NULL && get_function_list(&list) == 0 && list != NULL) {
    call = (ck_login)list->functions[C_LOGIN];
  }
  ck_rv rv = call == NULL ? 0x54 /* CKR_FUNCTION_NOT_SUPPORTED */ : call((unsigned long)session, user, pin, pin_length);
  dlclose(handle);
  TRY(napi_create_uint32(env, (uint32_t)rv, &result));
  return result;
}

NAPI_MODULE_INIT() {
  const napi_property_descriptor properties[] = {
      {"address", NULL, address, NULL, NULL, NULL, napi_enumerable, NULL},
      {"wipe", NULL, wipe, NULL, NULL, NULL, napi_enumerable, NULL},
      {"forbidCoreDumps", NULL, forbid_core_dumps, NULL, NULL, NULL, napi_enumerable, NULL},
      {"linkDescriptor", NULL, link_descriptor, NULL, NULL, NULL, napi_enumerable, NULL},
      {"login", NULL, login, NULL, NULL, NULL, napi_enumerable, NULL},
  };
  TRY(napi_define_properties(env, exports, sizeof properties / sizeof *properties, properties));
  return exports;
}
