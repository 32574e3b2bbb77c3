"""One file format a module: each turns an opened file into rows, one by one."""
